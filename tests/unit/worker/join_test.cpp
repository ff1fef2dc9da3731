// SPDX-License-Identifier: MIT
// A worker that joins from another one's keyframe is exact from its first block.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "engine/keyframe.hpp"
#include "rig.hpp"
#include "worker/renderer.hpp"

namespace chronus::worker {
namespace {

using rig::kBlock;
using rig::Supervisor;
using rig::Worker;
namespace tiny = engine::tiny;

class Join : public ::testing::Test {
 protected:
  static void request_keyframe(Worker& worker, std::uint32_t request, Frame from) {
    worker.orders().keyframe_from.store(from, std::memory_order_relaxed);
    worker.orders().keyframe_request.store(request, std::memory_order_release);
  }
  /// The supervisor's part: what one worker saved goes to the other.
  static void hand_over(Worker& from, Worker& to) {
    const std::uint32_t size = from.report().keyframe_size.load();
    std::memcpy(to.segment.keyframe(), from.segment.keyframe(), size);
    to.orders().load_size.store(size);
    to.orders().load_seq.store(from.report().keyframe_seq.load());
  }
  static engine::KeyframeHeader header_in(const Worker& worker) {
    engine::KeyframeHeader header;
    std::memcpy(&header, worker.segment.keyframe(), sizeof header);
    return header;
  }
  Supervisor supervisor_;
  Worker first_{supervisor_};
};

TEST_F(Join, KeyframeIsSavedAtTheFirstBlockBoundaryFromTheFrameAskedFor) {
  std::uint32_t request = 0;
  for (const Frame from : {0, 1, kBlock - 1, kBlock, kBlock + 1, 3 * kBlock}) {
    Worker worker(supervisor_);
    const Frame expected = (from + kBlock - 1) / kBlock * kBlock;
    request_keyframe(worker, ++request, from);
    for (Frame horizon = 0; horizon < expected; horizon += kBlock) {
      worker.run_to(horizon);
      ASSERT_EQ(worker.report().keyframe_done.load(), 0U) << from << ": too early";
    }
    worker.run_to(6 * kBlock);
    ASSERT_EQ(worker.report().keyframe_done.load(), request);
    EXPECT_EQ(worker.report().keyframe_frame.load(), expected) << from;
    EXPECT_EQ(header_in(worker).frame, expected);
    EXPECT_GT(worker.report().keyframe_size.load(), sizeof(engine::KeyframeHeader));
  }
}

TEST_F(Join, KeyframeIsSavedThoughNothingMayBeRendered) {
  first_.run_to(2 * kBlock);
  request_keyframe(first_, 1, 2 * kBlock);
  EXPECT_EQ(first_.pass(), Pass::kIdle);
  EXPECT_EQ(first_.report().keyframe_done.load(), 1U);
  EXPECT_EQ(first_.report().keyframe_frame.load(), 2 * kBlock);
}

TEST_F(Join, EachRequestIsAnsweredOnce) {
  request_keyframe(first_, 1, 0);
  first_.run_to(kBlock);
  first_.run_to(3 * kBlock);
  EXPECT_EQ(first_.report().keyframe_frame.load(), 0) << "saved again without being asked";
  request_keyframe(first_, 2, 0);
  first_.run_to(5 * kBlock);
  EXPECT_EQ(first_.report().keyframe_done.load(), 2U);
  EXPECT_EQ(first_.report().keyframe_frame.load(), 3 * kBlock);
}

TEST_F(Join, KeyframeNamesTheLastCommandThatIsInIt) {
  first_.play(rig::scene_of(1).get());
  first_.write(tiny::gate(3, 1), 0);
  first_.write(tiny::gate(3, 0), kBlock - 1);
  first_.write(tiny::gate(3, 1), kBlock);
  request_keyframe(first_, 1, kBlock);
  first_.run_to(2 * kBlock);
  EXPECT_EQ(first_.report().keyframe_frame.load(), kBlock);
  EXPECT_EQ(first_.report().keyframe_seq.load(), 2U) << "frame 16 is not rendered in it";
}

TEST_F(Join, WorkerThatJoinsAtARandomPointIsExactFromItsFirstBlock) {
  constexpr Frame kFrames = 90 * kBlock;
  int crossfades = 0;
  int discarded = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    const auto score = tiny::random_score(seed, kFrames);
    const auto expected = rig::reference(score, kFrames);
    // Commands from the attachment on go to both rings; the keyframe comes at or after it.
    const Frame attached = static_cast<Frame>(random() % 40) * kBlock;
    const Frame from = attached + random() % (20 * kBlock);
    Worker playing(supervisor_);
    Worker joining(supervisor_, std::nullopt);
    std::uint64_t seq = 0;
    for (const auto& happening : score) {
      ++seq;
      playing.write(happening.command, happening.frame);
      engine::Command command = happening.command;
      command.seq = seq;
      command.frame = happening.frame;
      if (happening.frame >= attached) {
        ASSERT_TRUE(joining.commands.write(command));
      }
    }
    request_keyframe(playing, 1, from);
    ASSERT_EQ(playing.run_to(kFrames), Pass::kIdle);
    ASSERT_EQ(playing.report().keyframe_done.load(), 1U);
    crossfades += header_in(playing).fading_bytes > 0 ? 1 : 0;

    hand_over(playing, joining);
    joining.renderer.load_keyframe();
    ASSERT_EQ(joining.report().state.load(), ipc::WorkerState::kRunning);
    const Frame frame = playing.report().keyframe_frame.load();
    ASSERT_EQ(joining.report().rendered.load(), frame);
    ASSERT_EQ(joining.report().applied_seq.load(), playing.report().keyframe_seq.load());
    ASSERT_EQ(joining.run_to(kFrames), Pass::kIdle);
    rig::expect_equal(joining, expected, frame / kBlock, kFrames);
    EXPECT_EQ(joining.report().applied_seq.load(), score.size());
    EXPECT_EQ(joining.report().late_commands.load(), 0U) << "a command of the keyframe came again";
    discarded += frame > attached ? 1 : 0;
  }
  EXPECT_GT(crossfades, 2) << "no keyframe fell into a crossfade";
  EXPECT_GT(discarded, 2) << "no command was to be discarded";
}

TEST_F(Join, KeyframeOfAWorkerThatJoinedServesTheNextOne) {
  constexpr Frame kFrames = 60 * kBlock;
  const auto score = tiny::random_score(77, kFrames);
  const auto expected = rig::reference(score, kFrames);
  std::vector<std::unique_ptr<Worker>> line;
  for (int generation = 0; generation < 4; ++generation) {
    auto worker = std::make_unique<Worker>(
        supervisor_, generation == 0 ? std::optional<Frame>(0) : std::nullopt);
    for (const auto& happening : score) worker->write(happening.command, happening.frame);
    std::int64_t first_block = 0;
    if (!line.empty()) {
      hand_over(*line.back(), *worker);
      worker->renderer.load_keyframe();
      first_block = line.back()->report().keyframe_frame.load() / kBlock;
    }
    request_keyframe(*worker, 1, (generation + 1) * 11 * kBlock + 3);
    ASSERT_EQ(worker->run_to(kFrames), Pass::kIdle);
    rig::expect_equal(*worker, expected, first_block, kFrames);
    line.push_back(std::move(worker));
  }
}

class BadKeyframe : public Join {
 protected:
  void SetUp() override {
    first_.play(rig::scene_of(1).get());
    request_keyframe(first_, 1, 2 * kBlock);
    first_.run_to(3 * kBlock);
    ASSERT_EQ(first_.report().keyframe_done.load(), 1U);
    hand_over(first_, second_);
  }
  void expect_refused() {
    second_.renderer.load_keyframe();
    EXPECT_EQ(second_.report().state.load(), ipc::WorkerState::kFailed);
    EXPECT_EQ(second_.report().failure.load(), ipc::WorkerFailure::kBadKeyframe);
    EXPECT_EQ(second_.run_to(8 * kBlock), Pass::kFailed);
    EXPECT_EQ(second_.report().blocks.load(), 0U);
    for (std::int64_t index = 0; index < 8; ++index) {
      EXPECT_EQ(second_.audio().find(index), nullptr);
    }
  }
  Worker second_{supervisor_, std::nullopt};
};

TEST_F(BadKeyframe, UntouchedOneIsTaken) {
  second_.renderer.load_keyframe();
  EXPECT_EQ(second_.report().state.load(), ipc::WorkerState::kRunning);
  EXPECT_EQ(second_.run_to(3 * kBlock), Pass::kIdle);
  EXPECT_EQ(second_.blocks.at(2), first_.blocks.at(2));
}

TEST_F(BadKeyframe, FlippedBitIsRefused) {
  second_.segment.keyframe()[second_.orders().load_size.load() / 2] ^= std::byte{4};
  expect_refused();
}

TEST_F(BadKeyframe, EmptyOneIsRefused) {
  second_.orders().load_size.store(0);
  expect_refused();
}

TEST_F(BadKeyframe, CutOneIsRefused) {
  second_.orders().load_size.store(second_.orders().load_size.load() - 1);
  expect_refused();
}

TEST_F(BadKeyframe, SizeBeyondTheAreaIsRefused) {
  second_.orders().load_size.store(0xFFFF'FFFF);
  expect_refused();
}

TEST_F(BadKeyframe, OneBetweenBlockBoundariesIsRefused) {
  engine::Engine engine(rig::kFormat, rig::modules());
  float out[rig::kBlockSamples];
  engine.render(out, kBlock / 2);
  const std::size_t size =
      engine.save({second_.segment.keyframe(), second_.segment.keyframe_bytes()});
  second_.orders().load_size.store(static_cast<std::uint32_t>(size));
  expect_refused();
}

TEST_F(BadKeyframe, RandomDamageNeverCrashes) {
  std::mt19937 random(3);
  const std::uint32_t size = second_.orders().load_size.load();
  const std::vector<std::byte> good(second_.segment.keyframe(), second_.segment.keyframe() + size);
  for (int round = 0; round < 300; ++round) {
    second_.report().state.store(ipc::WorkerState::kMapped);
    std::memcpy(second_.segment.keyframe(), good.data(), size);
    for (auto flips = 1 + random() % 8; flips > 0; --flips) {
      // Half of them where the structure is.
      const auto at = random() % (random() % 2 == 0 ? 256 : size);
      second_.segment.keyframe()[at] ^= static_cast<std::byte>(1 + random() % 255);
    }
    if (std::memcmp(second_.segment.keyframe(), good.data(), size) == 0) continue;
    second_.orders().load_size.store(size);
    second_.renderer.load_keyframe();
    ASSERT_EQ(second_.report().state.load(), ipc::WorkerState::kFailed) << "round " << round;
  }
}

}  // namespace
}  // namespace chronus::worker
