// SPDX-License-Identifier: MIT
// A swap to a patch that is not built yet: the renderer stops before it and goes on exactly there.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "rig.hpp"
#include "worker/renderer.hpp"

namespace chronus::worker {
namespace {

using rig::kBlock;
using rig::Supervisor;
using rig::Worker;
namespace tiny = engine::tiny;

class PatchWait : public ::testing::Test {
 protected:
  Supervisor supervisor_;
  Worker worker_{supervisor_};
};

TEST_F(PatchWait, StopsBeforeTheSwapUntilThatVersionIsBuilt) {
  worker_.write(tiny::swap_to(1), kBlock + 5);
  worker_.orders().horizon.store(4 * kBlock);
  ASSERT_EQ(worker_.pass(), Pass::kRendered);
  for (int again = 0; again < 3; ++again) {
    ASSERT_EQ(worker_.pass(), Pass::kNeedsPatch);
    EXPECT_EQ(worker_.renderer.needed_patch(), 1U);
    EXPECT_EQ(worker_.engine.frame(), kBlock + 5);
    EXPECT_EQ(worker_.report().rendered.load(), kBlock);
    EXPECT_EQ(worker_.audio().find(1), nullptr);
    EXPECT_EQ(worker_.report().applying_seq.load(), 0U) << "it waits for the swap, it is not in it";
    EXPECT_EQ(worker_.report().applied_seq.load(), 0U);
  }
  ASSERT_TRUE(worker_.engine.build(rig::scene_of(2).get()));
  EXPECT_EQ(worker_.pass(), Pass::kNeedsPatch) << "another version is not it";
  ASSERT_TRUE(worker_.engine.build(rig::scene_of(1).get()));
  EXPECT_EQ(worker_.pass(), Pass::kRendered);
  EXPECT_EQ(worker_.report().applied_seq.load(), 1U);
  EXPECT_EQ(worker_.engine.patch_version(), 1U);
}

TEST_F(PatchWait, GoesOnExactlyWhereItStoppedWithNoCommandAppliedTwice) {
  constexpr Frame kFrames = 6 * kBlock;
  std::vector<tiny::Happening> score = {{0, tiny::swap_to(1)}};
  // Around each swap commands on the same frame, before and after it, and within a crossfade.
  std::uint64_t version = 1;
  for (const Frame frame : {Frame{kBlock}, Frame{2 * kBlock + 7}, Frame{4 * kBlock - 1}}) {
    score.push_back({frame, tiny::gate(3, 1, 0.5)});
    score.push_back({frame, tiny::set_param(1, 0, 0.9)});
    score.push_back({frame, tiny::swap_to(++version)});
    score.push_back({frame, tiny::set_param(5, 0, 0.7)});
    score.push_back({frame + 2, tiny::gate(3, 0)});
  }
  for (const auto& happening : score) worker_.write(happening.command, happening.frame);
  int waits = 0;
  worker_.orders().horizon.store(kFrames);
  for (;;) {
    const Pass pass = worker_.pass();
    if (pass == Pass::kIdle) break;
    if (pass != Pass::kNeedsPatch) continue;
    ++waits;
    for (int idle = 0; idle < waits; ++idle) ASSERT_EQ(worker_.pass(), Pass::kNeedsPatch);
    ASSERT_TRUE(worker_.engine.build(rig::scene_of(worker_.renderer.needed_patch()).get()));
  }
  EXPECT_EQ(waits, 4);
  rig::expect_equal(worker_, rig::reference(score, kFrames), 0, kFrames);
}

TEST_F(PatchWait, KeyframeAskedForMeanwhileWaitsForABlockBoundary) {
  worker_.write(tiny::swap_to(1), 5);
  worker_.orders().horizon.store(4 * kBlock);
  ASSERT_EQ(worker_.pass(), Pass::kNeedsPatch);
  worker_.orders().keyframe_request.store(1);
  ASSERT_EQ(worker_.pass(), Pass::kNeedsPatch);
  EXPECT_EQ(worker_.report().keyframe_done.load(), 0U) << "saved in the middle of a block";
  ASSERT_TRUE(worker_.engine.build(rig::scene_of(1).get()));
  worker_.run_to(4 * kBlock);
  EXPECT_EQ(worker_.report().keyframe_done.load(), 1U);
  EXPECT_EQ(worker_.report().keyframe_frame.load(), kBlock);
  EXPECT_EQ(worker_.report().keyframe_seq.load(), 1U);
}

// The shell's arrangement: the builder on a thread of its own, asked through one word. Swaps come
// faster than crossfades end, and the conductor's newest order competes with the needed patch.
TEST_F(PatchWait, BuilderOnItsOwnThreadServesEverySwapOfARandomScore) {
  constexpr Frame kFrames = 300 * kBlock;
  const auto score = tiny::random_score(7, kFrames);
  std::atomic<std::uint64_t> urgent{0};  // writer: this thread; reader: the builder
  std::atomic<bool> stop{false};
  std::thread builder([&] {
    while (!stop.load()) {
      if (!worker_.builder.pass(urgent.load(std::memory_order_acquire))) std::this_thread::yield();
    }
  });
  std::size_t next = 0;
  int waits = 0;
  for (Frame horizon = kBlock; horizon <= kFrames; horizon += kBlock) {
    for (; next < score.size() && score[next].frame < horizon; ++next) {
      const auto& command = score[next].command;
      if (command.op == engine::Op::kSwapPatch) {
        supervisor_.control().put_patch(rig::scene_of(command.patch_version).get());
        worker_.orders().build_version.store(command.patch_version, std::memory_order_release);
      }
      worker_.write(command, score[next].frame);
    }
    worker_.orders().horizon.store(horizon);
    for (Pass pass = worker_.pass(); pass != Pass::kIdle; pass = worker_.pass()) {
      if (pass != Pass::kNeedsPatch) continue;
      ++waits;
      const std::uint64_t version = worker_.renderer.needed_patch();
      urgent.store(version, std::memory_order_release);
      while (worker_.engine.staged_version() != version) {
        if (worker_.report().build_failed.load() != 0) break;
        std::this_thread::yield();
      }
      urgent.store(0, std::memory_order_release);
      if (worker_.report().build_failed.load() != 0) break;
    }
  }
  stop.store(true);
  builder.join();
  EXPECT_EQ(worker_.report().build_failed.load(), 0U);
  EXPECT_GT(waits, 0);
  rig::expect_equal(worker_, rig::reference(score, kFrames), 0, kFrames);
}

}  // namespace
}  // namespace chronus::worker
