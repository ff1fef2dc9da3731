// SPDX-License-Identifier: MIT
// A block that is not finite, or louder than any music, never leaves the worker.
#include <gtest/gtest.h>

#include <limits>

#include "rig.hpp"
#include "worker/renderer.hpp"

namespace chronus::worker {
namespace {

using rig::kBlock;
using rig::Supervisor;
using rig::Worker;
namespace tiny = engine::tiny;

engine::PatchDescription spoiler_patch(int channel) {
  auto patch = tiny::Patch(1).hear(0, channel).get();
  rig::add_module(patch, 0, rig::kSpoiler, 1);
  return patch;
}

class Guard : public ::testing::Test {
 protected:
  void expect_caught_in_block(Worker& worker, std::int64_t index,
                              ipc::WorkerFailure why = ipc::WorkerFailure::kNotFinite) {
    EXPECT_EQ(worker.report().state.load(), ipc::WorkerState::kFailed);
    EXPECT_EQ(worker.report().failure.load(), why);
    EXPECT_EQ(worker.report().rendered.load(), index * kBlock);
    EXPECT_EQ(worker.report().blocks.load(), static_cast<std::uint64_t>(index));
    EXPECT_EQ(worker.audio().find(index), nullptr) << "the spoilt block is to be heard";
    for (std::int64_t before = 0; before < index; ++before) {
      EXPECT_NE(worker.audio().find(before), nullptr) << "a good block before it is lost";
    }
  }
  Supervisor supervisor_;
};

TEST_F(Guard, OneSpoiltSampleAnywhereInABlockIsCaught) {
  for (const auto what : {rig::kSpoilNan, rig::kSpoilInf, rig::kSpoilMinusInf}) {
    for (int channel = 0; channel < rig::kFormat.channels; ++channel) {
      for (const int at : {0, 6, kBlock - 1}) {
        Worker worker(supervisor_);
        worker.play(spoiler_patch(channel));
        worker.write(tiny::set_param(0, 0, what), 2 * kBlock + at);
        worker.write(tiny::set_param(0, 0, rig::kSpoilNothing), 2 * kBlock + at + 1);
        ASSERT_EQ(worker.run_to(8 * kBlock), Pass::kFailed) << what << " at " << at;
        expect_caught_in_block(worker, 2);
      }
    }
  }
}

TEST_F(Guard, InfinitiesOfBothSignsDoNotCancelOut) {
  Worker worker(supervisor_);
  worker.play(spoiler_patch(0));
  worker.write(tiny::set_param(0, 0, rig::kSpoilInf), 3);
  worker.write(tiny::set_param(0, 0, rig::kSpoilMinusInf), 4);
  worker.write(tiny::set_param(0, 0, rig::kSpoilNothing), 5);
  EXPECT_EQ(worker.run_to(kBlock), Pass::kFailed);
  expect_caught_in_block(worker, 0);
}

TEST_F(Guard, OneRunawaySampleAnywhereInABlockIsCaught) {
  for (const auto what : {rig::kSpoilRunaway, rig::kSpoilMinusRunaway, rig::kSpoilLargest}) {
    for (int channel = 0; channel < rig::kFormat.channels; ++channel) {
      for (const int at : {0, 6, kBlock - 1}) {
        Worker worker(supervisor_);
        worker.play(spoiler_patch(channel));
        worker.write(tiny::set_param(0, 0, what), 2 * kBlock + at);
        worker.write(tiny::set_param(0, 0, rig::kSpoilNothing), 2 * kBlock + at + 1);
        ASSERT_EQ(worker.run_to(8 * kBlock), Pass::kFailed) << what << " at " << at;
        expect_caught_in_block(worker, 2, ipc::WorkerFailure::kRunaway);
      }
    }
  }
}

TEST_F(Guard, ABlockThatIsBothLoudAndNotFiniteIsNotFinite) {
  for (const auto first : {rig::kSpoilRunaway, rig::kSpoilNan}) {
    Worker worker(supervisor_);
    worker.play(spoiler_patch(0));
    worker.write(tiny::set_param(0, 0, first), 3);
    worker.write(tiny::set_param(0, 0, rig::kSpoilRunaway + rig::kSpoilNan - first), 9);
    ASSERT_EQ(worker.run_to(kBlock), Pass::kFailed);
    expect_caught_in_block(worker, 0);
  }
}

TEST_F(Guard, FailedWorkerStaysFailed) {
  Worker worker(supervisor_);
  worker.play(spoiler_patch(0));
  worker.write(tiny::set_param(0, 0, rig::kSpoilNan), 0);
  worker.write(tiny::set_param(0, 0, rig::kSpoilNothing), 1);
  ASSERT_EQ(worker.run_to(4 * kBlock), Pass::kFailed);
  EXPECT_EQ(worker.pass(), Pass::kFailed);
  EXPECT_TRUE(worker.blocks.empty());
  worker.orders().keyframe_request.store(1);
  worker.pass();
  EXPECT_EQ(worker.report().keyframe_done.load(), 0U) << "a spoilt state is handed on";
}

TEST_F(Guard, TheCommandThatSpoiltItIsNamedByTheReport) {
  Worker worker(supervisor_);
  worker.play(spoiler_patch(0));
  worker.write(tiny::set_param(0, 0, rig::kSpoilNothing), 0);
  worker.write(tiny::set_param(0, 0, rig::kSpoilNan), kBlock + 2);
  worker.write(tiny::set_param(0, 0, rig::kSpoilNothing), 2 * kBlock);
  ASSERT_EQ(worker.run_to(4 * kBlock), Pass::kFailed);
  EXPECT_EQ(worker.report().applying_seq.load(), 2U);
}

TEST_F(Guard, WhatCameBehindItInTheBlockIsNotBlamed) {
  auto patch = tiny::Patch(1).module(0, tiny::kGated, 1).hear(0).hear(1).get();
  rig::add_module(patch, 1, rig::kSpoiler, 2);
  Worker worker(supervisor_);
  worker.play(patch);
  worker.write(tiny::gate(0, 1.0), 0);
  worker.write(tiny::set_param(1, 0, rig::kSpoilNan), kBlock + 2);
  worker.write(tiny::gate(0, 0.0), kBlock + 2);
  worker.write(tiny::gate(0, 1.0), kBlock + 3);
  ASSERT_EQ(worker.run_to(4 * kBlock), Pass::kFailed);
  EXPECT_EQ(worker.report().applying_seq.load(), 4U);
  EXPECT_EQ(worker.report().blamed_seq.load(), 2U);
}

TEST_F(Guard, OfAFaultThatTakesItsTimeTheCommandOfAnEarlierBlockIsNamed) {
  auto patch = tiny::Patch(1).module(0, tiny::kGated, 1).hear(0).hear(1).get();
  rig::add_module(patch, 1, rig::kSpoiler, 2);
  Worker worker(supervisor_);
  worker.play(patch);
  worker.write(tiny::set_param(1, 0, rig::kSpoilLater), 2);
  worker.write(tiny::gate(0, 1.0), 2 * kBlock + 2);
  ASSERT_EQ(worker.run_to(4 * kBlock), Pass::kFailed);
  EXPECT_EQ(worker.report().block_seq.load(), 1U) << "the gate was in the block that failed";
  EXPECT_EQ(worker.report().blamed_seq.load(), 1U);
}

TEST_F(Guard, ANoteIsACommandToAllModulesOfItsInstrument) {
  auto patch = tiny::Patch(1).module(0, tiny::kGated, 1).modulate(0, 1, 0).hear(0).hear(1).get();
  rig::add_module(patch, 1, rig::kSpoiler, 2);
  patch.modules[0].voices = patch.modules[1].voices = 1;
  Worker worker(supervisor_);
  worker.play(patch);
  worker.write(tiny::set_param(1, 0, rig::kSpoilLater), 2);
  worker.write({.op = engine::Op::kNoteOn, .module = 0, .voice = 1}, 2 * kBlock + 2);
  ASSERT_EQ(worker.run_to(4 * kBlock), Pass::kFailed);
  EXPECT_EQ(worker.report().blamed_seq.load(), 2U);
}

/// A voltage beyond any level, which only modulates, in front of what fails.
TEST_F(Guard, AModulatorInHertzIsNotBlamed) {
  for (const auto what : {rig::kSpoilNan, rig::kSpoilRunaway}) {
    auto patch = tiny::Patch(1).hear(1).get();
    rig::add_module(patch, 0, rig::kSpoiler, 1, rig::kSpoilLoudest);
    rig::add_module(patch, 1, rig::kSpoiler, 2);
    Worker worker(supervisor_);
    worker.play(patch);
    worker.write(tiny::set_param(1, 0, what), kBlock + 2);
    worker.write(tiny::set_param(0, 0, rig::kSpoilLoudest), kBlock + 3);
    ASSERT_EQ(worker.run_to(4 * kBlock), Pass::kFailed);
    EXPECT_EQ(worker.report().blamed_seq.load(), 1U);
    EXPECT_EQ(worker.report().blamed_place.load(), 1 + 1);
  }
}

TEST_F(Guard, AModuleThatNobodyHearsIsCaughtToo) {
  for (const auto what : {rig::kSpoilRunaway, rig::kSpoilInf}) {
    auto patch = tiny::Patch(1).hear(1).get();
    rig::add_module(patch, 0, rig::kSpoiler, 1);
    rig::add_module(patch, 1, rig::kSpoiler, 2);
    Worker worker(supervisor_);
    worker.play(patch);
    worker.write(tiny::set_param(0, 0, what), kBlock + 2);
    worker.write(tiny::set_param(0, 0, rig::kSpoilNothing), kBlock + 3);
    ASSERT_EQ(worker.run_to(4 * kBlock), Pass::kFailed);
    expect_caught_in_block(
        worker, 1,
        what == rig::kSpoilInf ? ipc::WorkerFailure::kNotFinite : ipc::WorkerFailure::kRunaway);
    EXPECT_EQ(worker.report().blamed_place.load(), 0 + 1);
  }
}

TEST_F(Guard, LoudAndTinySamplesAreNoFault) {
  for (const auto& [what, sample] :
       {std::pair{rig::kSpoilLoudest, 10'000.0F}, std::pair{rig::kSpoilMinusLoudest, -10'000.0F},
        std::pair{rig::kSpoilDenormal, std::numeric_limits<float>::denorm_min()}}) {
    Worker worker(supervisor_);
    worker.play(spoiler_patch(1));
    worker.write(tiny::set_param(0, 0, what), 0);
    EXPECT_EQ(worker.run_to(3 * kBlock), Pass::kIdle);
    EXPECT_EQ(worker.report().state.load(), ipc::WorkerState::kRunning);
    ASSERT_EQ(worker.blocks.size(), 3U);
    EXPECT_EQ(worker.blocks.at(2).back(), sample);
  }
}

}  // namespace
}  // namespace chronus::worker
