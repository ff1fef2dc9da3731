// SPDX-License-Identifier: MIT
#include "supervisor/worker_judge.hpp"

#include <signal.h>

#include <string>
#include <utility>
#include <vector>

#include "conductor_rig.hpp"
#include "tests/support/audio_block.hpp"

namespace chronus::supervisor {
namespace {

class WorkerJudgeTest : public ConductorRig {
 protected:
  /// A block's time passes.
  void tick(bool first_beats, bool second_beats) {
    report(0).heartbeat += first_beats ? 1 : 0;
    report(1).heartbeat += second_beats ? 1 : 0;
    judge_.judge(now_ns_ += block_ns(kFormat));
  }
  /// In the middle of the newest command.
  void apply_newest(int slot) { report(slot).applying_seq = studio_.conductor.last_seq(); }
  void burn(int slot) { processes_[slot]->used_ns += block_ns(kFormat); }
  void publish(int slot, std::int64_t index, float value) {
    test::publish_block(segments_[slot]->audio(), kFormat, index, value);
    render(slot, (index + 1) * kFormat.block_frames);
  }
  using Lies = std::vector<std::pair<int, std::string>>;
  /// Who was evicted, and what for.
  Lies lies() {
    Lies told;
    for (SlotNotice notice; notices_.take(&notice);) told.emplace_back(notice.slot, notice.text);
    return told;
  }
  std::vector<int> evicted() {
    std::vector<int> slots;
    for (SlotNotice notice; notices_.take(&notice);) {
      if (notice.kind == SlotNotice::Kind::kFailed) {
        failures_.push_back(notice.text);
        continue;
      }
      EXPECT_EQ(notice.kind, SlotNotice::Kind::kHung);
      EXPECT_EQ(notice.generation, links_[notice.slot]->generation);
      slots.push_back(notice.slot);
    }
    return slots;
  }
  std::uint64_t skipped(int slot) { return segments_[slot]->orders().skips[0].load(); }

  std::int64_t now_ns_ = 0;
  std::vector<std::string> failures_;  // what the main thread was told of why workers fail
};

using Slots = std::vector<int>;

TEST_F(WorkerJudgeTest, BeatingWorkersAreLeftAlone) {
  for (int i = 0; i < 100; ++i) tick(true, true);
  EXPECT_EQ(evicted(), Slots{});
  EXPECT_EQ(roles_.primary(), 0);
}

TEST_F(WorkerJudgeTest, WorkerThatFailedItselfIsNamedWithReasonAndModule) {
  say("/mod/sine1/freq 330");
  const auto command = studio_.stage.commands.back();
  apply_newest(0);
  report(0).blamed_place = command.module + 1;
  report(0).blamed_seq = command.seq;
  report(0).failure = ipc::WorkerFailure::kRunaway;
  report(0).failure_sum = ipc::failure_sum_of(report(0));
  report(0).state = ipc::WorkerState::kFailed;
  tick(true, true);
  tick(true, true);
  EXPECT_EQ(evicted(), Slots{0});
  const std::string why = "a level beyond all bounds from module 'sine1' (sine)";
  EXPECT_EQ(failures_, std::vector{why}) << "once";
  EXPECT_EQ(studio_.answer(),
            "fail /mod/sine1/freq quarantined: it made a worker fail: " + why + " 330");
}

TEST_F(WorkerJudgeTest, PlaceThatIsNoneNamesNoModule) {
  for (const std::int32_t place : {0, -5, 400, 1'000'000, 2'147'483'647}) {
    attach(0);
    report(0).blamed_place = place;
    report(0).failure = ipc::WorkerFailure::kNotFinite;
    report(0).failure_sum = ipc::failure_sum_of(report(0));
    report(0).state = ipc::WorkerState::kFailed;
    judge_.note_end(0, "", true);
    evicted();
    EXPECT_EQ(failures_.back(), "a sample that is no number") << place;
  }
}

TEST_F(WorkerJudgeTest, SignalThatEndedAWorkerIsInTheReason) {
  say("/mod/sine1/freq 330");
  apply_newest(0);
  judge_.note_end(0, "signal 11 (Segmentation fault)", true);
  EXPECT_EQ(studio_.answer(),
            "fail /mod/sine1/freq quarantined: it killed a worker: signal 11 (Segmentation fault) "
            "330");
}

TEST_F(WorkerJudgeTest, StallOfBothBlamesNobody) {
  for (int i = 0; i < 100; ++i) tick(false, false);
  EXPECT_EQ(evicted(), Slots{});
  EXPECT_EQ(roles_.primary(), 0);
}

TEST_F(WorkerJudgeTest, SilentPrimaryLosesTheRoleAndIsForgivenWhenItIsHeardAgain) {
  tick(true, true);
  tick(false, true);
  EXPECT_EQ(roles_.primary(), 0);
  tick(false, true);
  EXPECT_EQ(roles_.primary(), 1);
  EXPECT_EQ(roles_.suspect(), 0);
  tick(true, true);
  EXPECT_EQ(roles_.suspect(), -1);
  EXPECT_EQ(evicted(), Slots{});
  EXPECT_EQ(follower_.failovers, 0);
}

TEST_F(WorkerJudgeTest, OneThatStaysSilentIsEvictedOnce) {
  tick(true, true);
  for (int i = 0; i < 50; ++i) tick(false, true);
  EXPECT_EQ(evicted(), Slots{0});
  EXPECT_EQ(follower_.failovers, 1);
}

TEST_F(WorkerJudgeTest, BlockIsJudgedOnceHoweverOftenTheLoopComesRound) {
  tick(true, true);
  report(1).heartbeat += 1;
  for (int i = 0; i < 50; ++i) judge_.judge(now_ns_);
  EXPECT_EQ(roles_.primary(), 0);
}

TEST_F(WorkerJudgeTest, OutputThatTookTheOthersBlockIsFollowed) {
  output_.set_active_slot(1);
  judge_.judge(now_ns_);
  EXPECT_EQ(roles_.primary(), 1);
  EXPECT_EQ(follower_.failovers, 0) << "it was only late, so far";
}

TEST_F(WorkerJudgeTest, CommandThatMadeThePrimaryFailIsSparedTheStandby) {
  say("/mod/sine1/freq 330");
  apply_newest(0);
  fail(0);
  tick(true, true);
  EXPECT_EQ(evicted(), Slots{0});
  EXPECT_EQ(roles_.primary(), 1);
  EXPECT_EQ(skipped(1), studio_.conductor.last_seq());
  EXPECT_EQ(figures_.quarantined.load(), 1U);
  EXPECT_TRUE(studio_.answer().starts_with("fail /mod/sine1/freq quarantined")) << studio_.answer();
}

TEST_F(WorkerJudgeTest, CrashAccusesTheCommandAndAKillDoesNot) {
  for (const int how : {SIGKILL, SIGSEGV}) {
    say("/mod/sine1/freq 330");
    apply_newest(0);
    processes_[0]->ended = ipc::ExitStatus{true, how};
    tick(true, true);
    tick(false, true);
    tick(false, true);
    EXPECT_EQ(evicted(), Slots{0});
    EXPECT_EQ(figures_.quarantined.load(), how == SIGSEGV ? 1U : 0U);
    links_[0].reset();
    roles_.vacate(0);
    attach(0);
    roles_.doubt_primary(0, "the test wants it so");
    roles_.clear_suspect();
    tick(true, true);
  }
}

TEST_F(WorkerJudgeTest, WhatThePrimarySurvivedIsNotToBlameForAStandbysEnd) {
  say("/mod/sine1/freq 330");
  apply_newest(1);
  fail(1);
  tick(true, true);
  EXPECT_EQ(evicted(), Slots{1});
  EXPECT_EQ(figures_.quarantined.load(), 0U);
}

TEST_F(WorkerJudgeTest, LoopInACommandIsToldAtOnceByTheProcessorTimeItBurns) {
  say("/mod/sine1/freq 330");
  tick(true, true);
  apply_newest(0);
  for (int i = 0; i < 2; ++i) {
    burn(0);
    tick(false, true);
  }
  EXPECT_EQ(roles_.primary(), 1);
  EXPECT_EQ(skipped(1), studio_.conductor.last_seq());
}

TEST_F(WorkerJudgeTest, BothInOneLoopingCommandAreLostTogether) {
  say("/mod/sine1/freq 330");
  tick(true, true);
  for (const int slot : {0, 1}) {
    apply_newest(slot);
    burn(slot);
  }
  tick(false, false);
  EXPECT_EQ(evicted(), (Slots{1, 0}));
  EXPECT_EQ(figures_.quarantined.load(), 1U);
}

TEST_F(WorkerJudgeTest, ACommandToAllModulesMayTakeItsTime) {
  say("/panic");
  tick(true, true);
  for (int i = 0; i < 2; ++i) {
    for (const int slot : {0, 1}) {
      apply_newest(slot);
      burn(slot);
    }
    tick(false, false);
    EXPECT_EQ(evicted(), Slots{});
  }
  for (const int slot : {0, 1}) burn(slot);
  tick(false, false);
  EXPECT_EQ(evicted(), (Slots{1, 0}));
}

TEST_F(WorkerJudgeTest, OneThatClaimsWhatCannotBeIsLostThoughItIsTheLast) {
  links_[1].reset();
  roles_.vacate(1);
  for (const Frame lie : {Frame{-1}, horizon(0) + kFormat.block_frames, Frame{7}}) {
    render(0, lie);
    tick(true, false);
    EXPECT_EQ(evicted(), Slots{0}) << lie;
    attach(0);
  }
}

/// What froze the clock for good: an 8-byte write into a worker's segment.
TEST_F(WorkerJudgeTest, ImpossiblePlaceInTheRingIsALieAndTheOtherLeads) {
  ring(0).read = std::uint64_t{1} << 63U;
  tick(true, true);
  EXPECT_EQ(lies(), (Lies{{0, "its place in the command ring cannot be"}}));
  EXPECT_EQ(roles_.primary(), 1);
  EXPECT_EQ(follower_.failovers, 1);
}

TEST_F(WorkerJudgeTest, BlockThatIsToBeHeardAndIsSpoiltIsALieEvenOfTheLast) {
  feed_.publish_horizons();
  links_[0]->publish_horizon(4 * kFormat.block_frames, false);
  for (std::int64_t block = 0; block < 4; ++block) publish(0, block, 0.25F);
  tick(true, true);
  EXPECT_EQ(lies(), Lies{});
  links_[1].reset();
  roles_.vacate(1);
  segments_[0]->audio().samples(2)[5] += 0.5F;
  tick(true, false);
  EXPECT_EQ(lies(), (Lies{{0, "a block that is to come is not what it says"}}));
}

TEST_F(WorkerJudgeTest, BlockThatItSaysItRenderedAndIsNotThereIsALie) {
  links_[0]->publish_horizon(4 * kFormat.block_frames, false);
  publish(0, 0, 0.25F);
  render(0, 2 * kFormat.block_frames);
  tick(true, true);
  EXPECT_EQ(lies(), (Lies{{0, "a block that is to come is not what it says"}}));
}

TEST_F(WorkerJudgeTest, OldBlockUnderANewNumberIsALie) {
  links_[0]->publish_horizon(4 * kFormat.block_frames, false);
  publish(0, 0, 0.25F);
  publish(0, 1, 0.25F);
  auto header = segments_[0]->audio();
  header.publish(1, ipc::block_checksum(0, {header.samples(0), 256}));
  tick(true, true);
  EXPECT_EQ(lies().size(), 1U);
}

/// Callbacks go on, the worker beats, and says truthfully that it has not rendered.
TEST_F(WorkerJudgeTest, LateWorkerIsNoLiarHoweverLongTheOutputWaits) {
  for (const int slot : {0, 1}) links_[slot]->publish_horizon(4 * kFormat.block_frames, false);
  float silence[256];
  for (int i = 0; i < 200; ++i) {
    output_.render(silence, 128);
    tick(i % 40 == 0, i % 40 == 1);  // overloaded: a pass now and then
    render(0, (i / 40) * kFormat.block_frames);
    for (int block = 0; block < i / 40; ++block) publish(0, block, 0.25F);
  }
  EXPECT_EQ(lies(), Lies{});
  EXPECT_TRUE(judge_.is_music_missed());
}

TEST_F(WorkerJudgeTest, OneThatGoesOnAndRendersNothingThoughItMayIsReplaced) {
  ring(0).read = ring(0).written.load();  // it waits for no patch
  links_[0]->publish_horizon(4 * kFormat.block_frames, false);
  for (int i = 0; i < 9; ++i) tick(true, true);
  EXPECT_EQ(lies(), Lies{});
  for (int i = 0; i < 3; ++i) tick(true, true);
  EXPECT_EQ(lies(), (Lies{{0, "it goes on and renders nothing"}}));
}

TEST_F(WorkerJudgeTest, LiarAccusesNobody) {
  say("/mod/sine1/freq 330");
  apply_newest(0);
  report(0).state = ipc::WorkerState::kFailed;
  tick(true, true);
  EXPECT_EQ(lies(), (Lies{{0, "it says that it failed, and has not"}}));
  EXPECT_EQ(figures_.quarantined.load(), 0U);
}

TEST_F(WorkerJudgeTest, BothThatLoopInOneBlockAreLostAfterAFewBlocks) {
  for (const int slot : {0, 1}) links_[slot]->publish_horizon(2 * kFormat.block_frames, false);
  tick(true, true);
  for (int i = 0; i < 2; ++i) {
    for (const int slot : {0, 1}) burn(slot);
    tick(false, false);
    ASSERT_EQ(evicted(), Slots{});
  }
  for (const int slot : {0, 1}) burn(slot);
  tick(false, false);
  EXPECT_EQ(evicted().size(), 2U);
}

TEST_F(WorkerJudgeTest, ABlockOfManyModulesThatTakesTooLongIsNoLoop) {
  for (const int slot : {0, 1}) links_[slot]->publish_horizon(2 * kFormat.block_frames, false);
  tick(true, true);
  for (int i = 0; i < 50; ++i) {
    for (const int slot : {0, 1}) {
      burn(slot);
      report(slot).modules_rendered += 1;
    }
    tick(false, false);
  }
  EXPECT_EQ(evicted(), Slots{});
}

TEST_F(WorkerJudgeTest, LoopsInTwoBlocksAreNoProofSoSoon) {
  for (const int slot : {0, 1}) links_[slot]->publish_horizon(3 * kFormat.block_frames, false);
  publish(0, 0, 0.25F);
  tick(true, true);
  for (int i = 0; i < 5; ++i) {
    for (const int slot : {0, 1}) burn(slot);
    tick(false, false);
  }
  EXPECT_EQ(evicted(), Slots{});
}

TEST_F(WorkerJudgeTest, WhoMissedCommandsIsReplacedFromTheOtherOrPlaysOnAlone) {
  roles_.miss_commands(1);
  tick(true, true);
  EXPECT_EQ(evicted(), Slots{1});
  roles_.miss_commands(0);
  tick(true, true);
  EXPECT_EQ(evicted(), Slots{});
  EXPECT_TRUE(roles_.is_ready(0));
}

TEST_F(WorkerJudgeTest, WhereBlocksDifferTheStandbyIsWrong) {
  publish(0, 0, 0.25F);
  publish(1, 0, 0.5F);
  judge_.compare_blocks();
  EXPECT_EQ(evicted(), Slots{1});
  EXPECT_EQ(figures_.diverged.load(), 1U);
}

TEST_F(WorkerJudgeTest, WhereThePrimarysBlockWasSpoiltThePrimaryIsWrong) {
  publish(0, 0, 0.25F);
  publish(1, 0, 0.5F);
  segments_[0]->audio().samples(0)[3] = 0.75F;
  judge_.compare_blocks();
  EXPECT_EQ(evicted(), Slots{0});
  EXPECT_EQ(roles_.primary(), 1);
}

}  // namespace
}  // namespace chronus::supervisor
