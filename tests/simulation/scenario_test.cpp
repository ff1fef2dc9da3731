// SPDX-License-Identifier: MIT
// One story each, told in order: what the seeds cover by chance.
#include <gtest/gtest.h>
#include <signal.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <random>

#include "music.hpp"
#include "tests/support/other_build.hpp"
#include "world.hpp"

namespace chronus::simulation {
namespace {

using enum Slot;

class Scenario : public testing::Test {
 protected:
  explicit Scenario(Poison poison = Poison::kNone) : music_(music(3, poison)) {}
  void SetUp() override { spdlog::set_level(spdlog::level::off); }

  void expect_reference() const {
    ASSERT_TRUE(world_.tape_is_whole());
    const auto& expected = *music_.reference;
    ASSERT_LE(world_.tape().size(), expected.size());
    for (std::size_t i = 0; i < world_.tape().size(); ++i) {
      ASSERT_EQ(world_.tape()[i], expected[i]) << "frame " << i / 2;
    }
  }
  void run(int rounds) {
    for (int round = 0; round < rounds; ++round) world_.run_fairly();
  }
  bool run_until(const auto& condition) {
    for (int round = 0; round < 1'000; ++round) {
      if (condition()) return true;
      world_.run_fairly();
    }
    return false;
  }
  const ipc::SlotSegment& segment(Slot slot) { return world_.worker_in(slot)->segment(); }

  Music music_;
  World world_{music_.score, {}};
};

/// One of the commands hangs who applies it.
class HangingScenario : public Scenario {
 protected:
  HangingScenario() : Scenario(Poison::kHangs) {}
  bool hangs(Slot slot) {
    const auto* worker = world_.worker_in(slot);
    return worker != nullptr && worker->cpu_ns(world_.now_ns()) > 0;
  }
};

TEST_F(Scenario, BothRingsHoldTheSameCommands) {
  std::uint64_t seen = 0;
  for (int round = 0; round < 300; ++round) {
    world_.run_fairly();
    // The conductor may be looked at between its two writes of a command.
    const std::uint64_t written = segment(kSecond).commands().written.load();
    ASSERT_LE(segment(kFirst).commands().written.load() - written, 1U);
    for (; seen < written; ++seen) {
      const auto& first = segment(kFirst).commands().commands[seen];
      ASSERT_EQ(std::memcmp(&first, &segment(kSecond).commands().commands[seen], sizeof first), 0);
      ASSERT_EQ(first.seq, seen + 1);
    }
  }
  EXPECT_GT(seen, 20U);
}

TEST_F(Scenario, CommandIsInBothRingsBeforeAHorizonPassesItsFrame) {
  std::mt19937 random(5);
  for (int step = 0; step < 30'000; ++step) {
    if (step % 60 == 0) {
      world_.pass_time(World::kBlock_ns);
      world_.run_callback(64);
    }
    if (random() % 2 == 0) world_.run_conductor();
    for (const Slot slot : kSlots) {
      if (random() % 2 == 0) world_.worker_in(slot)->run(world_.now_ns(), false);
      world_.worker_in(slot)->build();
    }
    // A command that comes now must lie at or beyond what either worker may render already.
    for (const Slot slot : kSlots) {
      const auto& report = segment(slot).report();
      ASSERT_EQ(report.late_commands.load(), 0U);
      ASSERT_LE(report.rendered.load(), segment(slot).orders().horizon.load());
    }
  }
  expect_reference();
}

TEST_F(Scenario, StandbyNeverStartsABlockThatThePrimaryHasNotFinished) {
  std::mt19937 random(6);
  for (int step = 0; step < 30'000; ++step) {
    if (step % 60 == 0) {
      world_.pass_time(World::kBlock_ns);
      world_.run_callback(64);
    }
    if (random() % 2 == 0) world_.run_conductor();
    // The standby runs three times as often, so that it would be first if it could.
    world_.worker_in(random() % 4 == 0 ? world_.primary() : other(world_.primary()))
        ->run(world_.now_ns(), true);
    for (const Slot slot : kSlots) world_.worker_in(slot)->build();
    ASSERT_EQ(world_.board().figures.role_changes.load(), 0U);
    ASSERT_LE(segment(other(world_.primary())).orders().horizon.load(),
              segment(world_.primary()).report().rendered.load());
  }
  expect_reference();
}

/// Workers that get to render one block where two are due.
class OverloadScenario : public Scenario {
 protected:
  void run_overloaded(int rounds) {
    for (int round = 0; round < rounds; ++round) {
      world_.pass_time(World::kBlock_ns);
      world_.run_callback(World::kFormat.block_frames);
      for (int turn = 0; turn < 24; ++turn) {
        world_.run_conductor();
        const auto living = world_.launcher().workers();
        for (const auto& worker : living) {
          worker->build();
          // One pass of the loop is a block; one that waits costs next to nothing.
          if (segment_is_level(*worker) || (round % 2 == 0 && turn == 0)) {
            run_one_pass(*worker);
          }
        }
        world_.run_main();
      }
    }
  }

 private:
  static bool segment_is_level(const VirtualWorker& worker) {
    const auto& segment = worker.segment();
    return segment.report().rendered.load() + World::kFormat.block_frames >
           segment.orders().horizon.load();
  }
  void run_one_pass(VirtualWorker& worker) {
    const auto before = worker.segment().report().heartbeat.load();
    for (int i = 0; i < 64 && worker.segment().report().heartbeat.load() == before; ++i) {
      worker.run(world_.now_ns(), false);
    }
  }
};

TEST_F(OverloadScenario, NobodyIsKilledForIt) {
  run(100);
  const int started = world_.launcher().started();
  run_overloaded(2'000);
  EXPECT_GT(world_.output().concealed_frames(), 0) << "it was no overload";
  EXPECT_EQ(world_.launcher().killed(), 0);
  EXPECT_EQ(world_.launcher().started(), started);
  EXPECT_TRUE(run_until([&] { return world_.all_ready(); }));
  run(200);
  EXPECT_EQ(world_.launcher().killed(), 0);
  expect_reference();
}

TEST_F(OverloadScenario, WhatDiedInItIsReplacedOnceAndReadyWhenItIsOver) {
  run(100);
  run_overloaded(1'000);
  const int started = world_.launcher().started();
  world_.worker_in(other(world_.primary()))->kill(SIGKILL);
  run_overloaded(2'000);
  EXPECT_EQ(world_.launcher().killed(), 0);
  EXPECT_LE(world_.launcher().started(), started + 1);
  EXPECT_TRUE(run_until([&] { return world_.all_ready(); }));
  EXPECT_EQ(world_.launcher().killed(), 0);
  expect_reference();
}

TEST_F(Scenario, StoppedSpareIsReplacedAndNeverSeated) {
  run(200);
  const auto spare = [&] {
    const auto living = world_.launcher().workers();
    for (const auto& worker : living) {
      if (worker.get() != world_.worker_in(kFirst) && worker.get() != world_.worker_in(kSecond))
        return worker;
    }
    return std::shared_ptr<VirtualWorker>();
  };
  ASSERT_NE(spare(), nullptr);
  const auto stopped = spare();
  stopped->freeze();
  run(300);
  for (const Slot slot : kSlots) world_.worker_in(slot)->kill(SIGKILL);
  EXPECT_TRUE(run_until([&] { return world_.all_ready(); }));
  for (const Slot slot : kSlots) EXPECT_NE(world_.worker_in(slot), stopped.get());
  EXPECT_LT(world_.output().concealed_frames(), World::kFormat.rate / 4);
  run(1'300);
  EXPECT_FALSE(stopped->is_alive()) << "it is not replaced";
  expect_reference();
}

/// As an update of the programs brings it; whether it asks about its build itself or not.
TEST_F(Scenario, WorkerOfAnotherBuildIsNeverUsed) {
  run(200);
  const test::OtherBuild another;
  world_.launcher().modules = &another.modules();
  const Slot slot = other(world_.primary());
  const int started = world_.launcher().started();
  // First comes the spare, which was started before.
  world_.worker_in(slot)->kill(SIGKILL);
  ASSERT_TRUE(
      run_until([&] { return world_.launcher().started() > started && world_.all_ready(); }));
  world_.worker_in(slot)->kill(SIGKILL);
  for (int round = 0; round < 400; ++round) {
    world_.run_fairly();
    ASSERT_FALSE(world_.all_ready());
  }
  EXPECT_GT(world_.launcher().killed(), 0);
  world_.launcher().modules = &test::built_in_modules();
  EXPECT_TRUE(run_until([&] { return world_.all_ready(); }));
  expect_reference();
}

TEST_F(Scenario, KilledPrimaryCausesNoGap) {
  run(100);
  world_.worker_in(world_.primary())->kill(SIGKILL);
  run(100);
  EXPECT_EQ(world_.output().concealed_frames(), 0);
  EXPECT_EQ(world_.board().figures.failovers.load(), 1U);
  EXPECT_TRUE(world_.all_ready());
  expect_reference();
}

TEST_F(Scenario, JoinerIsNotReadyBeforeTheBlocksOnlyItsPeerHoldsArePlayed) {
  run(100);
  const int old = world_.worker_in(kSecond)->pid();
  world_.worker_in(kSecond)->kill(SIGKILL);
  ASSERT_TRUE(run_until([&] {
    const auto* now = world_.worker_in(kSecond);
    return now != nullptr && now->pid() != old && world_.all_ready();
  }));
  // From here on the peer can be done without.
  world_.worker_in(kFirst)->kill(SIGKILL);
  run(100);
  EXPECT_EQ(world_.output().concealed_frames(), 0);
  expect_reference();
}

/// Values a parameter has already, in every turn of the conductor: also in those that do not move
/// the horizon, right before the joiner is attached on its frame.
TEST_F(Scenario, JoinerGetsTheCommandsOfTheFrameItIsAttachedOn) {
  run(100);
  for (int times = 0; times < 20; ++times) {
    const int old = world_.worker_in(kSecond)->pid();
    world_.worker_in(kSecond)->kill(SIGKILL);
    ASSERT_TRUE(run_until([&] {
      world_.pass_time(World::kBlock_ns);
      world_.run_callback(64);
      for (int turn = 0; turn < 24; ++turn) {
        world_.send({{"/mod/e/release", {2}}});
        for (int step = 0; step < 8; ++step) world_.run_conductor();
        for (const auto& worker : world_.launcher().workers()) {
          worker->run(world_.now_ns(), true);
          worker->build();
        }
        world_.run_main();
      }
      const auto* now = world_.worker_in(kSecond);
      return now != nullptr && now->pid() != old && world_.all_ready();
    }));
    ASSERT_LE(segment(kSecond).commands().commands[0].seq,
              segment(kSecond).orders().load_seq.load() + 1);
  }
  expect_reference();
}

TEST_F(Scenario, StallOfBothWorkersKillsNobody) {
  run(100);
  for (int round = 0; round < 200; ++round) {
    world_.pass_time(World::kBlock_ns);
    world_.run_callback(64);
    for (int turn = 0; turn < 24; ++turn) world_.run_conductor();
    world_.run_main();
  }
  run(100);
  EXPECT_EQ(world_.launcher().killed(), 0);
  EXPECT_GT(world_.output().concealed_frames(), 0);
  EXPECT_EQ(world_.board().figures.failovers.load(), 0U);
  expect_reference();
}

TEST_F(Scenario, StoppedWorkerIsReplacedBecauseItsPeerGoesOn) {
  for (const Slot slot : kSlots) {
    run(100);
    const int stopped = world_.worker_in(slot)->pid();
    world_.worker_in(slot)->freeze();
    ASSERT_TRUE(run_until([&] {
      const auto* now = world_.worker_in(slot);
      return now != nullptr && now->pid() != stopped && world_.all_ready();
    }));
  }
  EXPECT_EQ(world_.output().concealed_frames(), 0);
  EXPECT_EQ(world_.launcher().killed(), 2);
  expect_reference();
}

TEST_F(Scenario, DivergedStandbyIsReplacedAndNothingOfItIsHeard) {
  run(100);
  const Slot standby = other(world_.primary());
  // One of its commands says something else than the primary's.
  bool changed = false;
  for (int round = 0; round < 200 && !changed; ++round) {
    world_.run_fairly();
    world_.pass_time(World::kBlock_ns);
    world_.run_callback(64);
    for (int step = 0; step < 40; ++step) world_.run_conductor();
    auto& ring = segment(standby).commands();
    for (std::uint64_t at = ring.read.load(); at < ring.written.load() && !changed; ++at) {
      auto& command = ring.commands[at % ipc::CommandRing::kCapacity];
      if (command.op != engine::Op::kGate || command.value == 0.0) continue;
      command.velocity = 0.123;
      changed = true;
    }
  }
  ASSERT_TRUE(changed);
  ASSERT_TRUE(run_until([&] { return world_.board().figures.diverged.load() > 0; }));
  ASSERT_TRUE(run_until([&] { return world_.all_ready(); }));
  run(100);
  EXPECT_EQ(world_.board().figures.diverged.load(), 1U) << "the new standby is exact";
  EXPECT_EQ(world_.board().figures.failovers.load(), 0U);
  expect_reference();
}

TEST_F(Scenario, LossOfBothGivesTheSameMusicAfterAPause) {
  run(400);  // a keyframe has been put aside
  for (const Slot slot : kSlots) world_.worker_in(slot)->kill(SIGKILL);
  run(100);
  EXPECT_TRUE(world_.all_ready());
  EXPECT_EQ(world_.board().figures.restores.load(), 1U);
  EXPECT_EQ(world_.board().figures.lost_frames.load(), 0);
  expect_reference();
}

TEST_F(HangingScenario, CommandThatThePrimaryIsSeenToHangInIsSparedTheStandby) {
  ASSERT_TRUE(run_until([&] { return hangs(world_.primary()); }));
  ASSERT_TRUE(run_until([&] { return world_.board().figures.quarantined.load() > 0; }));
  ASSERT_TRUE(run_until([&] { return world_.all_ready() && !hangs(kFirst) && !hangs(kSecond); }));
  run(100);
  EXPECT_EQ(world_.output().concealed_frames(), 0);
  EXPECT_EQ(world_.board().figures.restores.load(), 0U);
  expect_reference();
}

TEST_F(HangingScenario, CommandThatBothHangInIsFoundOutWithinAFewBlocks) {
  ASSERT_TRUE(run_until([&] { return hangs(world_.primary()); }));
  // It gets no processor: it might as well be late, so the standby goes on with the same command.
  const Slot first = world_.primary();
  world_.worker_in(first)->freeze();
  ASSERT_TRUE(run_until([&] { return hangs(other(first)); }));
  ASSERT_EQ(world_.board().figures.quarantined.load(), 0U);
  world_.worker_in(first)->thaw();
  ASSERT_TRUE(run_until([&] { return world_.board().figures.quarantined.load() > 0; }));
  ASSERT_TRUE(run_until([&] { return world_.all_ready() && !hangs(kFirst) && !hangs(kSecond); }));
  run(100);
  EXPECT_EQ(world_.board().figures.quarantined.load(), 1U);
  EXPECT_EQ(world_.board().figures.restores.load(), 1U);
  EXPECT_LT(world_.board().figures.restore_gap_frames.load(), 16 * 64);
  expect_reference();
}

TEST_F(Scenario, LossOfBothBeforeTheFirstKeyframeGivesThePatchBack) {
  run(2);
  for (const Slot slot : kSlots) world_.worker_in(slot)->kill(SIGKILL);
  const Frame before = world_.output().played();
  run(200);
  EXPECT_TRUE(world_.all_ready());
  EXPECT_EQ(world_.board().figures.restores.load(), 1U);
  EXPECT_GT(world_.output().played(), before + 150 * 64);
  EXPECT_TRUE(world_.tape_is_whole());
}

}  // namespace
}  // namespace chronus::simulation
