// SPDX-License-Identifier: MIT
// What one client sends, whatever it is, takes nothing from the others but a part of the time.
#include <gtest/gtest.h>

#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

using engine::Op;

constexpr osc::LaneIndex kHostile = 1;
constexpr osc::LaneIndex kGood = 2;

osc::TimeTag at(Frame frame) { return {static_cast<std::uint64_t>(frame)}; }

const std::vector<std::string> kEditAndCommit{"/patch/edit", "/patch/commit"};

TEST(Fairness, AFloodOfPatternsKeepsNoOtherClientWaiting) {
  Studio studio;
  for (int i = 0; i < 20'000; ++i) studio.submit(kHostile, {"/mod/*/freq 100"});
  studio.submit(kGood, {"/seq/create k"});
  studio.step();
  EXPECT_EQ(studio.answers_of(kGood), 1U);
  EXPECT_LT(studio.stage.of(Op::kSetParam).size(), 600U);
}

TEST(Fairness, WhatIsRefusedForItsWorkTakesNobodysTime) {
  Studio studio;
  for (int i = 0; i < 64; ++i) studio.submit(kGood, {"/seq/create s" + std::to_string(i)});
  for (int i = 0; i < 20; ++i) studio.step();
  const auto before = studio.answers_of(kGood);
  const std::string dear = "/seq/param_lane * note " + std::string(8'000, 'x');
  for (int i = 0; i < 20; ++i) studio.submit(kHostile, {dear});
  studio.submit(kGood, {"/seq/steps s1 5"});
  for (int i = 0; i < 4; ++i) studio.step();
  EXPECT_EQ(studio.answers_of(kGood), before + 1);
}

TEST(Fairness, CommitsOfOneClientKeepOnlyItsOwnMessagesWaiting) {
  Studio studio;
  studio.run_to(1'280);
  for (int i = 0; i < 2'000; ++i) studio.submit(kHostile, kEditAndCommit);
  studio.step();
  studio.submit(kGood, {"/seq/create k"});
  studio.submit(kGood, {"/mod/sine1/freq 100"});
  studio.step();
  EXPECT_EQ(studio.answers_of(kGood), 1U);
  EXPECT_EQ(studio.stage.of(Op::kSetParam).size(), 1U);
}

/// They would save up for their turns and be turned away, one after the other, without end.
TEST(Fairness, SeveralThatACommitHoldsUpEndAPass) {
  Studio studio;
  studio.run_to(1'280);
  studio.stage.progress = PatchProgress::kBuilding;
  studio.submit(kHostile, kEditAndCommit);
  studio.step();
  constexpr osc::LaneIndex kOther = 3;
  // Each saves up three turns. The other one has had more than its turn before: theirs never meet.
  studio.submit(kGood, std::vector<std::string>(150, "/patch/edit"));
  studio.stage.command_ns = 264'000;
  studio.submit(kOther, {"/mod/sine1/freq 100"});
  studio.submit(kOther, std::vector<std::string>(150, "/patch/edit"));
  for (int i = 0; i < 20; ++i) studio.step();
  EXPECT_EQ(studio.answers_of(kGood) + studio.answers_of(kOther), 0U);
  studio.stage.progress = PatchProgress::kBuilt;
  for (int i = 0; i < 20; ++i) studio.step();
  EXPECT_EQ(studio.answers_of(kGood), 150U);
  EXPECT_EQ(studio.answers_of(kOther), 150U);
}

TEST(Fairness, CommitsOfTwoClientsTakeTurns) {
  Studio studio;
  studio.run_to(1'280);
  for (int i = 0; i < 2'000; ++i) studio.submit(kHostile, kEditAndCommit);
  studio.step();
  studio.submit(
      kGood, {"/patch/edit", "/patch/create b sine", "/patch/connect b output", "/patch/commit"});
  const Frame sent = studio.now;
  while (studio.answers_of(kGood) < 4 && studio.now < sent + 48'000) studio.step();
  EXPECT_LE(studio.now - sent, 48'000 / 20) << "one crossfade, and its own turn";
}

TEST(Fairness, NobodyElsesEditsCanKeepACommitFromBeingBuilt) {
  Studio studio;
  studio.run_to(1'280);
  studio.stage.progress = PatchProgress::kBuilding;
  studio.submit(
      kGood, {"/patch/edit", "/patch/create b sine", "/patch/connect b output", "/patch/commit"});
  studio.step();
  const auto builds = studio.stage.builds.size();
  for (int i = 0; i < 20; ++i) {
    studio.submit(kHostile, {"/patch/create c" + std::to_string(i) + " sine"});
    studio.submit(kHostile, {"/patch/new"});
    studio.step();
  }
  EXPECT_EQ(studio.stage.builds.size(), builds);
  studio.stage.progress = PatchProgress::kBuilt;
  studio.step();
  EXPECT_EQ(studio.answers_of(kGood), 4U);
  studio.step();
  EXPECT_EQ(studio.answers_of(kHostile), 40U) << "and then theirs are done";
}

TEST(Fairness, StopPassesEvenWhatItsOwnSenderHasWaiting) {
  Studio studio;
  studio.run_to(1'280);
  studio.say("/seq/create k");
  studio.say("/seq/start k");
  studio.stage.progress = PatchProgress::kBuilding;
  studio.submit(kGood, {"/patch/edit", "/patch/commit", "/seq/start k"});
  studio.submit(kGood, {"/seq/stop_all"});
  studio.step();
  EXPECT_FALSE(studio.conductor.scene().bank.playing());
  EXPECT_EQ(studio.answers_of(kGood), 1U);
  studio.stage.progress = PatchProgress::kBuilt;
  studio.run_to(9'600);
  EXPECT_FALSE(studio.conductor.scene().bank.playing()) << "what it passed must not start it again";
  EXPECT_EQ(studio.answers_of(kGood), 4U) << "answered once";
}

TEST(Fairness, WhatFitsIntoAPassKeepsItsOrder) {
  Studio studio;
  studio.say("/seq/create k");
  studio.stage.journal.clear();
  studio.submit(kGood, {"/seq/start k"});
  studio.submit(kGood, {"/seq/stop_all"});
  studio.submit(kGood, {"/seq/start k"});
  studio.step();
  ASSERT_EQ(studio.stage.journal.size(), 3U);
  EXPECT_TRUE(studio.stage.journal[1].ends_with("/seq/stop_all")) << studio.stage.journal[1];
  EXPECT_TRUE(studio.conductor.scene().bank.playing());
}

TEST(Fairness, AFullShareLetsStopsThrough) {
  Studio studio;
  studio.say("/seq/create k");
  studio.say("/seq/start k");
  studio.stage.space = 0;  // nothing is taken
  for (int i = 0; i < 60'000; ++i) studio.submit(kHostile, {"/mod/sine1/freq 100"});
  EXPECT_GT(studio.answers_of(kHostile), 0U) << "its share is full";
  studio.stage.space = 16'384;
  studio.submit(kHostile, {"/seq/stop_all"});
  EXPECT_FALSE(studio.conductor.scene().bank.playing());
}

TEST(Fairness, AFullScheduleHasRoomForOthers) {
  Studio studio;
  for (int i = 0; i < 66'000; ++i) studio.submit(kHostile, {"/mod/sine1/freq 100"}, at(100 * i));
  EXPECT_GT(studio.answers_of(kHostile), 10'000U);
  for (int i = 0; i < 1'000; ++i) studio.submit(kGood, {"/mod/sine1/freq 100"}, at(1'000 * i));
  EXPECT_EQ(studio.answers_of(kGood), 0U);
}

TEST(Fairness, AFullMomentHasRoomForOthers) {
  Studio studio;
  for (int i = 0; i < 3'000; ++i) studio.submit(kHostile, {"/mod/sine1/freq 100"}, at(10'000));
  EXPECT_EQ(studio.answers_of(kHostile), 500U);
  for (int i = 0; i < 100; ++i) studio.submit(kGood, {"/mod/sine1/freq 100"}, at(10'000));
  EXPECT_EQ(studio.answers_of(kGood), 0U);
}

TEST(Fairness, SyncsOfOneClientLeaveRoomForOthers) {
  Studio studio;
  studio.stage.applied = 0;
  for (int i = 0; i < 5'000; ++i) studio.submit(kHostile, {"/sync 1"});
  studio.run_to(12'800);
  const auto refused = studio.answers_of(kHostile);
  EXPECT_GT(refused, 1'000U);
  studio.submit(kGood, {"/sync 2"});
  studio.step();
  EXPECT_EQ(studio.answers_of(kGood), 0U) << "it waits for the workers";
}

TEST(Fairness, APassTakesNoMoreTimeThanItHas) {
  Studio studio;
  studio.stage.command_ns = 100'000;
  for (int i = 0; i < 1'000; ++i) studio.submit(kHostile, {"/mod/sine1/freq 100"});
  studio.step();
  const auto first = studio.stage.of(Op::kSetParam).size();
  EXPECT_LE(first, 15U) << "half of a block's 2.7 ms, 100 us each";
  EXPECT_GE(first, 10U);
  studio.run_to(studio.now + 128 * 100);
  EXPECT_EQ(studio.stage.of(Op::kSetParam).size(), 1'000U);
}

TEST(Fairness, WhatAPassTakesBeyondItsTimeIsTakenOffTheNext) {
  Studio studio;
  studio.stage.command_ns = 5'000'000;  // as long as four passes have
  for (int i = 0; i < 10; ++i) studio.submit(kHostile, {"/mod/sine1/freq 100"});
  studio.run_to(128 * 8);
  EXPECT_LE(studio.stage.of(Op::kSetParam).size(), 3U);
}

TEST(Fairness, ABundleThatTakesTooLongIsCutAndTold) {
  Studio studio;
  studio.stage.command_ns = 1'000'000;
  studio.submit(kHostile, std::vector<std::string>(100, "/mod/sine1/freq 100"));
  studio.step();
  EXPECT_EQ(studio.stage.of(Op::kSetParam).size(), 5U);
  EXPECT_EQ(studio.answer(), "fail /mod/sine1/freq its bundle took too long 100");
  EXPECT_EQ(studio.stage.journal.size(), 5U);
}

TEST(Fairness, CommandsAreBoundedByTheSecond) {
  Studio studio;
  studio.stage.space = std::size_t{1} << 18U;
  // Each costs the conductor little for what it gives the workers.
  for (int i = 0; i < 250; ++i) {
    const auto id = "m" + std::to_string(i);
    studio.say("/patch/create " + id + " gain");
    studio.say("/patch/connect " + id + " output");
  }
  studio.say("/patch/commit");
  studio.run_to(studio.now + 4'800);
  const auto before = studio.stage.commands.size();
  const Frame from = studio.now;
  for (int i = 0; i < 10'000; ++i) studio.submit(kHostile, {"/mod/m*/gain_db -6"});
  studio.run_to(from + 48'000);
  EXPECT_LE(studio.stage.commands.size() - before, 310'000U);
}

TEST(Fairness, ATextThatNobodyCanNeedIsRefusedBeforeItIsRead) {
  Studio studio;
  studio.say("/seq/create k");
  studio.say("/seq/pattern k " + std::string(8'193, 'x'));
  EXPECT_TRUE(studio.answer().starts_with("fail /seq/pattern an argument is longer than 8192"))
      << studio.answer().substr(0, 100);
  studio.say("/seq/param_lane k freq \"" + std::string(60'000, '1') + "\"");
  EXPECT_TRUE(studio.answer().starts_with("fail /seq/param_lane an argument is longer"));
  studio.say("/sync " + std::string(100, 'x'));
  EXPECT_TRUE(studio.answer().starts_with("fail /sync n (argument 1) is longer than 64 bytes"));
}

TEST(Fairness, TheSameQuestionOnAFrameIsAnsweredFromOneCopy) {
  Studio studio;
  studio.say("/seq/create k");
  studio.stage.sent.clear();
  for (int i = 0; i < 100; ++i) studio.submit(kHostile, {"/seq/list"});
  studio.submit(kGood, {"/seq/create l"});
  studio.submit(kGood, {"/seq/list"});
  studio.step();
  ASSERT_EQ(studio.answers_of(kHostile), 100U);
  EXPECT_EQ(studio.stage.sent.back().json, R"(["k","l"])") << "no answer of before";
}

TEST(Fairness, ABundleOfDearQuestionsIsCutShort) {
  Studio studio;
  for (int i = 0; i < 4'000; ++i) studio.submit(kGood, {"/seq/create s" + std::to_string(i)});
  studio.run_to(128 * 40);
  ASSERT_EQ(studio.conductor.scene().bank.size(), 4'000U);
  studio.submit(kHostile, std::vector<std::string>(1'000, "/transport/bpm 120"));
  studio.run_to(studio.now + 12'800);
  EXPECT_EQ(studio.answer(), "fail /transport/bpm too much work in one bundle 120");
}

TEST(Fairness, AnIdsPatternOverAllThatThereMayBeIsDone) {
  Studio studio;
  for (int i = 0; i < 4'096; ++i) studio.submit(kGood, {"/seq/create s" + std::to_string(i)});
  studio.run_to(128 * 40);
  studio.stage.space = std::size_t{1} << 18U;
  studio.say("/seq/prob * 50");
  studio.run_to(studio.now + 1'280);
  EXPECT_EQ(studio.answer(), "done /seq/prob * 50");
  EXPECT_EQ(studio.conductor.scene().bank.find("s4095")->info().prob.substr(0, 3), "0.5");
}

TEST(Fairness, WhatIsLookedUpForEverySequencerIsPricedAsItIs) {
  Studio studio;
  for (int i = 0; i < 1'800; ++i) studio.submit(kGood, {"/seq/create s" + std::to_string(i)});
  studio.run_to(128 * 20);
  studio.stage.space = std::size_t{1} << 18U;
  studio.say("/seq/assign * gate adsr1");
  studio.run_to(studio.now + 1'280);
  EXPECT_EQ(studio.answer(), "fail /seq/assign too many patterns in one bundle * gate adsr1");
  for (int i = 1'000; i < 1'800; ++i) studio.submit(kGood, {"/seq/delete s" + std::to_string(i)});
  studio.run_to(studio.now + 96'000);
  studio.say("/seq/assign * gate adsr1");
  studio.run_to(studio.now + 1'280);
  EXPECT_EQ(studio.answer(), "done /seq/assign * gate adsr1");
}

TEST(Fairness, ARehearsalCountsAsWork) {
  Studio studio;
  for (int i = 0; i < 1'500; ++i) studio.submit(kGood, {"/seq/create s" + std::to_string(i)});
  studio.run_to(128 * 20);
  ASSERT_EQ(studio.conductor.scene().bank.size(), 1'500U);
  studio.stage.space = std::size_t{1} << 18U;
  studio.say("/seq/mute * 1");
  studio.run_to(studio.now + 1'280);
  EXPECT_EQ(studio.answer(), "done /seq/mute * 1");
  // Two rows for each sequencer, and each rehearsed before.
  studio.say("/seq/{mute,fill} * 1");
  studio.run_to(studio.now + 1'280);
  EXPECT_EQ(studio.answer(), "fail /seq/{mute,fill} too many patterns in one bundle * 1");
  studio.say("/seq/{mute,fill} s1* 1");
  studio.run_to(studio.now + 1'280);
  EXPECT_EQ(studio.answer(), "fail /seq/{mute,fill} too many patterns in one bundle s1* 1");
}

}  // namespace
}  // namespace chronus::conductor
