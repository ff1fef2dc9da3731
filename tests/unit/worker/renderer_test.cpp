// SPDX-License-Identifier: MIT
#include "worker/renderer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/realtime.hpp"
#include "rig.hpp"

namespace chronus::worker {
namespace {

using rig::kBlock;
using rig::Supervisor;
using rig::Worker;
namespace tiny = engine::tiny;

/// The first channel of everything a worker published.
std::vector<float> heard(const Worker& worker) {
  std::vector<float> samples;
  for (const auto& [index, block] : worker.blocks) {
    const auto channel = tiny::channel(block, 0);
    samples.insert(samples.end(), channel.begin(), channel.end());
  }
  return samples;
}

/// Hears the velocity of a gated module at place 0.
engine::PatchDescription gated_patch() {
  return tiny::Patch(1).module(0, tiny::kGated, 1).hear(0).get();
}

class RendererTest : public ::testing::Test {
 protected:
  Supervisor supervisor_;
  Worker worker_{supervisor_};
};

TEST_F(RendererTest, BlocksOfRandomScoresEqualAnEngineDrivenDirectly) {
  constexpr Frame kFrames = 150 * kBlock;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    const auto score = tiny::random_score(seed, kFrames);
    Worker worker(supervisor_);
    for (const auto& happening : score) worker.write(happening.command, happening.frame);
    ASSERT_EQ(worker.run_to(kFrames), Pass::kIdle);
    rig::expect_equal(worker, rig::reference(score, kFrames), 0, kFrames);
    EXPECT_EQ(worker.report().applied_seq.load(), score.size());
    EXPECT_EQ(worker.report().late_commands.load(), 0U);
  }
}

TEST_F(RendererTest, ABlockBegunPiecemealIsTheSame) {
  constexpr Frame kFrames = 60 * kBlock;
  const auto score = tiny::random_score(7, kFrames);
  std::size_t next = 0;
  worker_.orders().piecemeal.store(1);
  for (const auto& happening : score) {
    // Not all of the frame is written when its first commands are.
    ASSERT_EQ(worker_.run_to(happening.frame), Pass::kIdle);
    worker_.write(happening.command, happening.frame);
    worker_.pass();
    ++next;
  }
  ASSERT_EQ(next, score.size());
  ASSERT_EQ(worker_.run_to(kFrames), Pass::kIdle);
  rig::expect_equal(worker_, rig::reference(score, kFrames), 0, kFrames);
  EXPECT_EQ(worker_.report().late_commands.load(), 0U);
}

TEST_F(RendererTest, WhatOthersWriteIntoABlockUnderWayIsNotPublishedAsItsOwn) {
  worker_.play(gated_patch());
  worker_.orders().piecemeal.store(1);
  worker_.write(tiny::gate(0, 1, 0.75), 0);
  ASSERT_EQ(worker_.run_to(kBlock / 2), Pass::kIdle);
  std::fill_n(worker_.audio().samples(0), kBlock, 0.25F);
  ASSERT_EQ(worker_.run_to(kBlock), Pass::kIdle);
  EXPECT_EQ(heard(worker_), std::vector<float>(kBlock, 0.75F));
}

TEST_F(RendererTest, WithoutItTheHorizonIsWaitedFor) {
  worker_.play(gated_patch());
  worker_.write(tiny::gate(0, 1.0), kBlock + 3);
  ASSERT_EQ(worker_.run_to(kBlock + 5), Pass::kIdle);
  EXPECT_EQ(worker_.report().applied_seq.load(), 0U);
  EXPECT_EQ(worker_.engine.frame(), kBlock);
}

TEST_F(RendererTest, HorizonThatCreepsGivesTheSameBlocks) {
  constexpr Frame kFrames = 60 * kBlock;
  const auto score = tiny::random_score(99, kFrames);
  std::size_t next = 0;
  std::mt19937 random(5);
  for (Frame horizon = 0; horizon < kFrames;) {
    horizon = std::min<Frame>(kFrames, horizon + random() % (3 * kBlock));
    // As the conductor does it: everything below the horizon is written before it is published.
    for (; next < score.size() && score[next].frame < horizon; ++next) {
      worker_.write(score[next].command, score[next].frame);
    }
    ASSERT_EQ(worker_.run_to(horizon), Pass::kIdle);
    ASSERT_EQ(worker_.report().rendered.load(), horizon / kBlock * kBlock);
  }
  rig::expect_equal(worker_, rig::reference(score, kFrames), 0, kFrames);
}

TEST_F(RendererTest, CommandsLandOnTheirFrameAtEveryEdgeOfABlock) {
  for (const Frame frame : {0, 1, kBlock - 1, kBlock, kBlock + 1, 2 * kBlock - 1, 2 * kBlock}) {
    Worker worker(supervisor_);
    worker.play(gated_patch());
    worker.write(tiny::gate(0, 1, 0.75), frame);
    worker.run_to(3 * kBlock);
    std::vector<float> expected(3 * kBlock, 0.0F);
    std::fill(expected.begin() + frame, expected.end(), 0.75F);
    EXPECT_EQ(heard(worker), expected) << "gate at frame " << frame;
  }
}

TEST_F(RendererTest, CommandsOnOneFrameApplyInTheirOrder) {
  worker_.play(gated_patch());
  worker_.write(tiny::gate(0, 1, 0.25), 5);
  worker_.write(tiny::gate(0, 0), 5);
  worker_.write(tiny::gate(0, 1, 0.5), 5);
  worker_.write(tiny::gate(0, 1, 0.75), 5);
  worker_.write(tiny::gate(0, 0), 6);
  worker_.run_to(kBlock);
  std::vector<float> expected(kBlock, 0.0F);
  expected[5] = 0.75F;
  EXPECT_EQ(heard(worker_), expected);
  EXPECT_EQ(worker_.report().applied_seq.load(), 5U);
}

TEST_F(RendererTest, RendersOnlyBlocksThatEndAtOrBelowTheHorizon) {
  EXPECT_EQ(worker_.run_to(0), Pass::kIdle);
  worker_.run_to(kBlock - 1);
  EXPECT_EQ(worker_.report().rendered.load(), 0);
  EXPECT_EQ(worker_.audio().find(0), nullptr);
  worker_.run_to(kBlock);
  EXPECT_EQ(worker_.report().rendered.load(), kBlock);
  EXPECT_NE(worker_.audio().find(0), nullptr);
  EXPECT_EQ(worker_.audio().find(1), nullptr);
  worker_.run_to(4 * kBlock - 1);
  EXPECT_EQ(worker_.report().rendered.load(), 3 * kBlock);
  EXPECT_EQ(worker_.report().blocks.load(), 3U);
}

TEST_F(RendererTest, OnePassRendersOneBlock) {
  worker_.orders().horizon.store(10 * kBlock);
  for (int block = 1; block <= 10; ++block) {
    ASSERT_EQ(worker_.pass(), Pass::kRendered);
    ASSERT_EQ(worker_.report().rendered.load(), block * kBlock);
  }
  EXPECT_EQ(worker_.pass(), Pass::kIdle);
}

TEST_F(RendererTest, CommandBeyondTheBlockIsNotTouched) {
  worker_.play(gated_patch());
  worker_.write(tiny::gate(0, 1), kBlock);
  worker_.run_to(kBlock);
  EXPECT_EQ(worker_.report().applying_seq.load(), 0U);
  EXPECT_EQ(worker_.report().applied_seq.load(), 0U);
  EXPECT_EQ(worker_.segment.commands().read.load(), 0U);
  worker_.run_to(2 * kBlock);
  EXPECT_EQ(worker_.report().applying_seq.load(), 1U);
  EXPECT_EQ(worker_.report().applied_seq.load(), 1U);
  EXPECT_EQ(worker_.segment.commands().read.load(), 1U);
}

TEST_F(RendererTest, CommandInQuarantineIsPassedOverAndCountsAsApplied) {
  worker_.play(gated_patch());
  worker_.write(tiny::gate(0, 1, 0.5), 1);
  worker_.write(tiny::gate(0, 1, 0.75), 2);
  worker_.write(tiny::gate(0, 1, 0.25), 3);
  worker_.orders().skips[5].store(2);
  worker_.run_to(kBlock);
  std::vector<float> expected(kBlock, 0.25F);
  expected[0] = 0.0F;
  expected[1] = expected[2] = 0.5F;
  EXPECT_EQ(heard(worker_), expected);
  EXPECT_EQ(worker_.report().applied_seq.load(), 3U);
}

TEST_F(RendererTest, CommandsOfTheUnfinishedBlockAreThoseAboveBlockSeq) {
  worker_.play(gated_patch());
  worker_.write(tiny::gate(0, 1), 3);
  worker_.write(tiny::gate(0, 0), kBlock + 3);
  worker_.run_to(kBlock);
  EXPECT_EQ(worker_.report().block_seq.load(), 1U);
  worker_.run_to(2 * kBlock);
  EXPECT_EQ(worker_.report().block_seq.load(), 2U);
}

TEST_F(RendererTest, SwapThatWaitsForItsPatchIsNotUnderWay) {
  worker_.write(tiny::swap_to(9), 3);
  worker_.orders().horizon.store(kBlock);
  EXPECT_EQ(worker_.pass(), Pass::kNeedsPatch);
  EXPECT_EQ(worker_.report().applying_seq.load(), 0U);
}

TEST_F(RendererTest, BeginsAtItsStartFrame) {
  constexpr Frame kStart = 1'000 * kBlock;
  Worker worker(supervisor_, kStart);
  worker.play(gated_patch());
  worker.write(tiny::gate(0, 1, 0.5), kStart + 3);
  EXPECT_EQ(worker.run_to(kStart), Pass::kIdle);
  EXPECT_EQ(worker.report().rendered.load(), kStart);
  worker.run_to(kStart + kBlock);
  ASSERT_EQ(worker.blocks.count(1'000), 1U);
  std::vector<float> expected(kBlock, 0.5F);
  std::fill_n(expected.begin(), 3, 0.0F);
  EXPECT_EQ(heard(worker), expected);
}

TEST_F(RendererTest, LateCommandIsAppliedAtOnceAndCounted) {
  worker_.play(gated_patch());
  worker_.run_to(kBlock);
  worker_.write(tiny::gate(0, 1, 0.5), 3);
  worker_.run_to(2 * kBlock);
  EXPECT_EQ(worker_.report().late_commands.load(), 1U);
  EXPECT_EQ(worker_.blocks.at(1), std::vector<float>([] {
              std::vector<float> interleaved(rig::kBlockSamples, 0.0F);
              for (std::size_t i = 0; i < interleaved.size(); i += 2) interleaved[i] = 0.5F;
              return interleaved;
            }()));
}

/// What the report said while a command was being applied.
struct Seen {
  std::uint64_t applying;
  std::uint64_t applied;
  Frame rendered;
};
ipc::SlotReport* g_report = nullptr;
std::vector<Seen> g_seen;

TEST_F(RendererTest, CommandIsAnnouncedBeforeItIsAppliedAndReportedAfter) {
  auto patch = tiny::Patch(1).hear(0).get();
  rig::add_module(patch, 0, rig::kWitness, 1);
  worker_.play(patch);
  g_report = &worker_.report();
  g_seen.clear();
  g_seen.reserve(16);
  rig::on_gate = [](float) {
    g_seen.push_back(
        {g_report->applying_seq.load(), g_report->applied_seq.load(), g_report->rendered.load()});
  };
  for (const Frame frame : {0, 0, 7, 7, kBlock - 1, kBlock, kBlock + 4}) {
    worker_.write(tiny::gate(0, 1), frame);
  }
  worker_.run_to(2 * kBlock);
  rig::on_gate = nullptr;
  ASSERT_EQ(g_seen.size(), 7U);
  for (std::uint64_t i = 0; i < g_seen.size(); ++i) {
    EXPECT_EQ(g_seen[i].applying, i + 1);
    EXPECT_EQ(g_seen[i].applied, i);
    EXPECT_EQ(g_seen[i].rendered, i < 5 ? 0 : kBlock) << "published before its commands";
  }
  EXPECT_EQ(worker_.report().applied_seq.load(), 7U);
}

TEST_F(RendererTest, EveryModuleOfABlockIsCounted) {
  worker_.play(tiny::Patch(1).module(0, tiny::kGated, 1).module(1, tiny::kGated, 2).hear(0).get());
  worker_.run_to(kBlock);
  const std::uint64_t of_a_block = worker_.report().modules_rendered.load();
  EXPECT_GE(of_a_block, 2U);
  worker_.run_to(2 * kBlock);
  EXPECT_GE(worker_.report().modules_rendered.load(), 2 * of_a_block);
}

TEST_F(RendererTest, FreshWorkerSaysThatItRuns) {
  Worker waiting(supervisor_, std::nullopt);
  EXPECT_EQ(waiting.report().state.load(), ipc::WorkerState::kStarting);
  EXPECT_EQ(worker_.report().state.load(), ipc::WorkerState::kRunning);
  EXPECT_EQ(worker_.report().failure.load(), ipc::WorkerFailure::kNone);
}

int g_depth = 0;
std::vector<int> g_depths_at_gate;

TEST_F(RendererTest, RendersInsideARealtimeSectionOnly) {
  auto patch = tiny::Patch(1).hear(0).get();
  rig::add_module(patch, 0, rig::kWitness, 1);
  worker_.play(patch);
  worker_.write(tiny::gate(0, 1), 3);
  g_depths_at_gate.clear();
  g_depths_at_gate.reserve(4);
  rig::on_gate = [](float) { g_depths_at_gate.push_back(g_depth); };
  static constexpr RealtimeHooks kCount{[] { ++g_depth; }, [] { --g_depth; }};
  const RealtimeHooks* before = realtime_hooks();
  set_realtime_hooks(&kCount);
  worker_.run_to(kBlock);
  set_realtime_hooks(before);
  rig::on_gate = nullptr;
  EXPECT_EQ(g_depths_at_gate, std::vector<int>{1});
  EXPECT_EQ(g_depth, 0);
}

}  // namespace
}  // namespace chronus::worker
