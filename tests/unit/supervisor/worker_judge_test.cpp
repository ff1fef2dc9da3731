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
    report(kFirst).heartbeat += first_beats ? 1 : 0;
    report(kSecond).heartbeat += second_beats ? 1 : 0;
    judge_.judge(now_ns_ += block_ns(kFormat));
  }
  /// In the middle of the newest command.
  void apply_newest(Slot slot) { report(slot).applying_seq = studio_.conductor.last_seq(); }
  void burn(Slot slot) { processes_[slot]->used_ns += block_ns(kFormat); }
  void publish(Slot slot, std::int64_t index, float value) {
    test::publish_block(segments_[slot]->audio(), kFormat, index, value);
    render(slot, (index + 1) * kFormat.block_frames);
  }
  using Lies = std::vector<std::pair<Slot, std::string>>;
  /// Who was evicted, and what for.
  Lies lies() {
    Lies told;
    for (SlotNotice notice; notices_.take(&notice);) told.emplace_back(notice.slot, notice.text);
    return told;
  }
  std::vector<Slot> evicted() {
    std::vector<Slot> slots;
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
  std::uint64_t skipped(Slot slot) { return segments_[slot]->orders().skips[0].load(); }

  std::int64_t now_ns_ = 0;
  std::vector<std::string> failures_;  // what the main thread was told of why workers fail
};

using Slots = std::vector<Slot>;

TEST_F(WorkerJudgeTest, BeatingWorkersAreLeftAlone) {
  for (int i = 0; i < 100; ++i) tick(true, true);
  EXPECT_EQ(evicted(), Slots{});
  EXPECT_EQ(roles_.primary(), kFirst);
}

TEST_F(WorkerJudgeTest, WorkerThatFailedItselfIsNamedWithReasonAndModule) {
  say("/mod/sine1/freq 330");
  const auto command = studio_.stage.commands.back();
  apply_newest(kFirst);
  report(kFirst).blamed_place = command.module + 1;
  report(kFirst).blamed_seq = command.seq;
  report(kFirst).failure = ipc::WorkerFailure::kRunaway;
  report(kFirst).failure_sum = ipc::failure_sum_of(report(kFirst));
  report(kFirst).state = ipc::WorkerState::kFailed;
  tick(true, true);
  tick(true, true);
  EXPECT_EQ(evicted(), Slots{kFirst});
  const std::string why = "a level beyond all bounds from module 'sine1' (sine)";
  EXPECT_EQ(failures_, std::vector{why}) << "once";
  EXPECT_EQ(studio_.answer(),
            "fail /mod/sine1/freq quarantined: it made a worker fail: " + why + " 330");
}

TEST_F(WorkerJudgeTest, PlaceThatIsNoneNamesNoModule) {
  for (const std::int32_t place : {0, -5, 400, 1'000'000, 2'147'483'647}) {
    attach(kFirst);
    report(kFirst).blamed_place = place;
    report(kFirst).failure = ipc::WorkerFailure::kNotFinite;
    report(kFirst).failure_sum = ipc::failure_sum_of(report(kFirst));
    report(kFirst).state = ipc::WorkerState::kFailed;
    judge_.note_end(kFirst, "", true);
    evicted();
    EXPECT_EQ(failures_.back(), "a sample that is no number") << place;
  }
}

TEST_F(WorkerJudgeTest, SignalThatEndedAWorkerIsInTheReason) {
  say("/mod/sine1/freq 330");
  apply_newest(kFirst);
  judge_.note_end(kFirst, "signal 11 (Segmentation fault)", true);
  EXPECT_EQ(studio_.answer(),
            "fail /mod/sine1/freq quarantined: it killed a worker: signal 11 (Segmentation fault) "
            "330");
}

TEST_F(WorkerJudgeTest, StallOfBothBlamesNobody) {
  for (int i = 0; i < 100; ++i) tick(false, false);
  EXPECT_EQ(evicted(), Slots{});
  EXPECT_EQ(roles_.primary(), kFirst);
}

TEST_F(WorkerJudgeTest, SilentPrimaryLosesTheRoleAndIsForgivenWhenItIsHeardAgain) {
  tick(true, true);
  tick(false, true);
  EXPECT_EQ(roles_.primary(), kFirst);
  tick(false, true);
  EXPECT_EQ(roles_.primary(), kSecond);
  EXPECT_EQ(roles_.suspect(), kFirst);
  tick(true, true);
  EXPECT_EQ(roles_.suspect(), std::nullopt);
  EXPECT_EQ(evicted(), Slots{});
  EXPECT_EQ(follower_.failovers, 0);
}

TEST_F(WorkerJudgeTest, OneThatStaysSilentIsEvictedOnce) {
  tick(true, true);
  for (int i = 0; i < 50; ++i) tick(false, true);
  EXPECT_EQ(evicted(), Slots{kFirst});
  EXPECT_EQ(follower_.failovers, 1);
}

TEST_F(WorkerJudgeTest, BlockIsJudgedOnceHoweverOftenTheLoopComesRound) {
  tick(true, true);
  report(kSecond).heartbeat += 1;
  for (int i = 0; i < 50; ++i) judge_.judge(now_ns_);
  EXPECT_EQ(roles_.primary(), kFirst);
}

TEST_F(WorkerJudgeTest, OutputThatTookTheOthersBlockIsFollowed) {
  output_.set_active_slot(kSecond);
  judge_.judge(now_ns_);
  EXPECT_EQ(roles_.primary(), kSecond);
  EXPECT_EQ(follower_.failovers, 0) << "it was only late, so far";
}

TEST_F(WorkerJudgeTest, CommandThatMadeThePrimaryFailIsSparedTheStandby) {
  say("/mod/sine1/freq 330");
  apply_newest(kFirst);
  fail(kFirst);
  tick(true, true);
  EXPECT_EQ(evicted(), Slots{kFirst});
  EXPECT_EQ(roles_.primary(), kSecond);
  EXPECT_EQ(skipped(kSecond), studio_.conductor.last_seq());
  EXPECT_EQ(figures_.quarantined.load(), 1U);
  EXPECT_TRUE(studio_.answer().starts_with("fail /mod/sine1/freq quarantined")) << studio_.answer();
}

TEST_F(WorkerJudgeTest, CrashAccusesTheCommandAndAKillDoesNot) {
  for (const int how : {SIGKILL, SIGSEGV}) {
    say("/mod/sine1/freq 330");
    apply_newest(kFirst);
    processes_[kFirst]->ended = ipc::ExitStatus{true, how};
    tick(true, true);
    tick(false, true);
    tick(false, true);
    EXPECT_EQ(evicted(), Slots{kFirst});
    EXPECT_EQ(figures_.quarantined.load(), how == SIGSEGV ? 1U : 0U);
    links_[kFirst].reset();
    roles_.vacate(kFirst);
    attach(kFirst);
    roles_.doubt_primary(kFirst, "the test wants it so");
    roles_.clear_suspect();
    tick(true, true);
  }
}

TEST_F(WorkerJudgeTest, WhatThePrimarySurvivedIsNotToBlameForAStandbysEnd) {
  say("/mod/sine1/freq 330");
  apply_newest(kSecond);
  fail(kSecond);
  tick(true, true);
  EXPECT_EQ(evicted(), Slots{kSecond});
  EXPECT_EQ(figures_.quarantined.load(), 0U);
}

TEST_F(WorkerJudgeTest, LoopInACommandIsToldAtOnceByTheProcessorTimeItBurns) {
  say("/mod/sine1/freq 330");
  tick(true, true);
  apply_newest(kFirst);
  for (int i = 0; i < 2; ++i) {
    burn(kFirst);
    tick(false, true);
  }
  EXPECT_EQ(roles_.primary(), kSecond);
  EXPECT_EQ(skipped(kSecond), studio_.conductor.last_seq());
}

TEST_F(WorkerJudgeTest, BothInOneLoopingCommandAreLostTogether) {
  say("/mod/sine1/freq 330");
  tick(true, true);
  for (const Slot slot : kSlots) {
    apply_newest(slot);
    burn(slot);
  }
  tick(false, false);
  EXPECT_EQ(evicted(), (Slots{kSecond, kFirst}));
  EXPECT_EQ(figures_.quarantined.load(), 1U);
}

TEST_F(WorkerJudgeTest, ACommandToAllModulesMayTakeItsTime) {
  say("/panic");
  tick(true, true);
  for (int i = 0; i < 2; ++i) {
    for (const Slot slot : kSlots) {
      apply_newest(slot);
      burn(slot);
    }
    tick(false, false);
    EXPECT_EQ(evicted(), Slots{});
  }
  for (const Slot slot : kSlots) burn(slot);
  tick(false, false);
  EXPECT_EQ(evicted(), (Slots{kSecond, kFirst}));
}

TEST_F(WorkerJudgeTest, OneThatClaimsWhatCannotBeIsLostThoughItIsTheLast) {
  links_[kSecond].reset();
  roles_.vacate(kSecond);
  for (const Frame lie : {Frame{-1}, horizon(kFirst) + kFormat.block_frames, Frame{7}}) {
    render(kFirst, lie);
    tick(true, false);
    EXPECT_EQ(evicted(), Slots{kFirst}) << lie;
    attach(kFirst);
  }
}

/// What froze the clock for good: an 8-byte write into a worker's segment.
TEST_F(WorkerJudgeTest, ImpossiblePlaceInTheRingIsALieAndTheOtherLeads) {
  ring(kFirst).read = std::uint64_t{1} << 63U;
  tick(true, true);
  EXPECT_EQ(lies(), (Lies{{kFirst, "its place in the command ring cannot be"}}));
  EXPECT_EQ(roles_.primary(), kSecond);
  EXPECT_EQ(follower_.failovers, 1);
}

TEST_F(WorkerJudgeTest, BlockThatIsToBeHeardAndIsSpoiltIsALieEvenOfTheLast) {
  feed_.publish_horizons();
  links_[kFirst]->publish_horizon(4 * kFormat.block_frames, false);
  for (std::int64_t block = 0; block < 4; ++block) publish(kFirst, block, 0.25F);
  tick(true, true);
  EXPECT_EQ(lies(), Lies{});
  links_[kSecond].reset();
  roles_.vacate(kSecond);
  segments_[kFirst]->audio().samples(2)[5] += 0.5F;
  tick(true, false);
  EXPECT_EQ(lies(), (Lies{{kFirst, "a block that is to come is not what it says"}}));
}

TEST_F(WorkerJudgeTest, BlockThatItSaysItRenderedAndIsNotThereIsALie) {
  links_[kFirst]->publish_horizon(4 * kFormat.block_frames, false);
  publish(kFirst, 0, 0.25F);
  render(kFirst, 2 * kFormat.block_frames);
  tick(true, true);
  EXPECT_EQ(lies(), (Lies{{kFirst, "a block that is to come is not what it says"}}));
}

TEST_F(WorkerJudgeTest, OldBlockUnderANewNumberIsALie) {
  links_[kFirst]->publish_horizon(4 * kFormat.block_frames, false);
  publish(kFirst, 0, 0.25F);
  publish(kFirst, 1, 0.25F);
  auto header = segments_[kFirst]->audio();
  header.publish(1, ipc::block_checksum(0, {header.samples(0), 256}));
  tick(true, true);
  EXPECT_EQ(lies().size(), 1U);
}

/// Callbacks go on, the worker beats, and says truthfully that it has not rendered.
TEST_F(WorkerJudgeTest, LateWorkerIsNoLiarHoweverLongTheOutputWaits) {
  for (const Slot slot : kSlots) links_[slot]->publish_horizon(4 * kFormat.block_frames, false);
  float silence[256];
  for (int i = 0; i < 200; ++i) {
    output_.render(silence, 128);
    tick(i % 40 == 0, i % 40 == 1);  // overloaded: a pass now and then
    render(kFirst, (i / 40) * kFormat.block_frames);
    for (int block = 0; block < i / 40; ++block) publish(kFirst, block, 0.25F);
  }
  EXPECT_EQ(lies(), Lies{});
  EXPECT_TRUE(judge_.is_music_missed());
}

TEST_F(WorkerJudgeTest, OneThatGoesOnAndRendersNothingThoughItMayIsReplaced) {
  ring(kFirst).read = ring(kFirst).written.load();  // it waits for no patch
  links_[kFirst]->publish_horizon(4 * kFormat.block_frames, false);
  for (int i = 0; i < 9; ++i) tick(true, true);
  EXPECT_EQ(lies(), Lies{});
  for (int i = 0; i < 3; ++i) tick(true, true);
  EXPECT_EQ(lies(), (Lies{{kFirst, "it goes on and renders nothing"}}));
}

TEST_F(WorkerJudgeTest, LiarAccusesNobody) {
  say("/mod/sine1/freq 330");
  apply_newest(kFirst);
  report(kFirst).state = ipc::WorkerState::kFailed;
  tick(true, true);
  EXPECT_EQ(lies(), (Lies{{kFirst, "it says that it failed, and has not"}}));
  EXPECT_EQ(figures_.quarantined.load(), 0U);
}

TEST_F(WorkerJudgeTest, BothThatLoopInOneBlockAreLostAfterAFewBlocks) {
  for (const Slot slot : kSlots) links_[slot]->publish_horizon(2 * kFormat.block_frames, false);
  tick(true, true);
  for (int i = 0; i < 2; ++i) {
    for (const Slot slot : kSlots) burn(slot);
    tick(false, false);
    ASSERT_EQ(evicted(), Slots{});
  }
  for (const Slot slot : kSlots) burn(slot);
  tick(false, false);
  EXPECT_EQ(evicted().size(), 2U);
}

TEST_F(WorkerJudgeTest, ABlockOfManyModulesThatTakesTooLongIsNoLoop) {
  for (const Slot slot : kSlots) links_[slot]->publish_horizon(2 * kFormat.block_frames, false);
  tick(true, true);
  for (int i = 0; i < 50; ++i) {
    for (const Slot slot : kSlots) {
      burn(slot);
      report(slot).modules_rendered += 1;
    }
    tick(false, false);
  }
  EXPECT_EQ(evicted(), Slots{});
}

TEST_F(WorkerJudgeTest, LoopsInTwoBlocksAreNoProofSoSoon) {
  for (const Slot slot : kSlots) links_[slot]->publish_horizon(3 * kFormat.block_frames, false);
  publish(kFirst, 0, 0.25F);
  tick(true, true);
  for (int i = 0; i < 5; ++i) {
    for (const Slot slot : kSlots) burn(slot);
    tick(false, false);
  }
  EXPECT_EQ(evicted(), Slots{});
}

TEST_F(WorkerJudgeTest, WhoMissedCommandsIsReplacedFromTheOtherOrPlaysOnAlone) {
  roles_.miss_commands(kSecond);
  tick(true, true);
  EXPECT_EQ(evicted(), Slots{kSecond});
  roles_.miss_commands(kFirst);
  tick(true, true);
  EXPECT_EQ(evicted(), Slots{});
  EXPECT_TRUE(roles_.is_ready(kFirst));
}

TEST_F(WorkerJudgeTest, WhereBlocksDifferTheStandbyIsWrong) {
  publish(kFirst, 0, 0.25F);
  publish(kSecond, 0, 0.5F);
  judge_.compare_blocks();
  EXPECT_EQ(evicted(), Slots{kSecond});
  EXPECT_EQ(figures_.diverged.load(), 1U);
}

TEST_F(WorkerJudgeTest, WhereThePrimarysBlockWasSpoiltThePrimaryIsWrong) {
  publish(kFirst, 0, 0.25F);
  publish(kSecond, 0, 0.5F);
  segments_[kFirst]->audio().samples(0)[3] = 0.75F;
  judge_.compare_blocks();
  EXPECT_EQ(evicted(), Slots{kFirst});
  EXPECT_EQ(roles_.primary(), kSecond);
}

}  // namespace
}  // namespace chronus::supervisor
