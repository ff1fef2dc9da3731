// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "tests/support/fake_stage.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {
namespace {

using engine::Op;

osc::TimeTag at(Frame frame) { return {static_cast<std::uint64_t>(frame)}; }

TEST(Schedule, TimeTagLandsOnItsFrame) {
  Studio studio;
  for (const Frame frame : {1'001, 130, 128, 5'000}) {
    studio.say_bundle({"/mod/sine1/freq " + std::to_string(frame)}, at(frame));
  }
  studio.run_to(12'800);
  const auto commands = studio.stage.of(Op::kSetParam);
  ASSERT_EQ(commands.size(), 4U);
  for (const auto& command : commands) {
    // 128 had passed when its turn came: played at once.
    if (command.value != 128.0 && command.value != 130.0) {
      EXPECT_EQ(command.frame, static_cast<Frame>(command.value));
    }
  }
}

TEST(Schedule, LateBundleIsPlayedNowCountedAndTold) {
  Studio studio;
  studio.run_to(12'800);
  studio.say_bundle({"/mod/sine1/freq 200"}, at(1'000));
  ASSERT_EQ(studio.stage.of(Op::kSetParam).size(), 1U);
  EXPECT_EQ(studio.stage.of(Op::kSetParam)[0].frame, 12'800);
  EXPECT_EQ(studio.conductor.scene().counters.late, 1U);
  ASSERT_FALSE(studio.stage.events.empty());
  EXPECT_EQ(studio.stage.events.back(), "late {\"address\":\"/mod/sine1/freq\",\"frames\":11800}");
}

TEST(Schedule, TimeTagBeyondTheHorizonIsRefused) {
  Studio studio;
  studio.say_bundle({"/mod/sine1/freq 200"}, at(61 * 48'000));
  EXPECT_TRUE(studio.answer().starts_with("fail /mod/sine1/freq time tag")) << studio.answer();
  EXPECT_EQ(studio.conductor.scene().counters.refused, 1U);
}

TEST(Schedule, FullScheduleRefusesTheNext) {
  FakeStage stage;
  Conductor conductor({48'000, 128, 2}, test::built_in_catalog(), test::standard_vocabulary(),
                      stage.doors(), {.live_queue = 2, .scheduled_queue = 2});
  const auto submit = [&](osc::TimeTag time) {
    conductor.submit(dated(time, {Studio::message("/mod/sine1/freq 1")}));
  };
  for (int i = 0; i < 3; ++i) submit(at(10'000));
  EXPECT_EQ(stage.sent.size(), 1U);
  for (int i = 0; i < 3; ++i) submit({});
  EXPECT_EQ(stage.sent.size(), 2U);
}

TEST(Schedule, QueuesAreBoundedInMemoryToo) {
  FakeStage stage;
  Conductor conductor({48'000, 128, 2}, test::built_in_catalog(), test::standard_vocabulary(),
                      stage.doors(), {.queue_bytes = 270'000});
  const osc::Message large{"/seq/prob", std::vector<osc::Arg>(1'000, true)};  // a byte each, sent
  const auto submit = [&](osc::TimeTag time) { conductor.submit(dated(time, {large})); };
  for (int i = 0; i < 6; ++i) submit(at(10'000 + 1'000 * i));
  EXPECT_EQ(stage.sent.size(), 2U);
  for (int i = 0; i < 6; ++i) submit({});
  EXPECT_EQ(stage.sent.size(), 4U);
  conductor.advance(48'000);
  stage.sent.clear();
  submit({});
  EXPECT_TRUE(stage.sent.empty()) << "what was performed makes room";
}

TEST(Schedule, MomentThatWouldHoldTheHorizonIsRefused) {
  FakeStage stage;
  stage.space = 65'536;
  Conductor conductor({48'000, 128, 2}, test::built_in_catalog(), test::standard_vocabulary(),
                      stage.doors());
  const auto submit = [&](Frame frame) {
    conductor.submit(dated(at(frame), {Studio::message("/mod/sine1/freq 100")}));
  };
  for (int i = 0; i < 3'000; ++i) submit(10'000);
  EXPECT_EQ(stage.sent.size(), 500U);
  for (int i = 0; i < 2'500; ++i) submit(20'000);
  EXPECT_EQ(stage.sent.size(), 500U) << "another moment";
  conductor.advance(30'000);
  EXPECT_EQ(stage.of(Op::kSetParam).size(), 5'000U);
}

TEST(Schedule, FloodLeavesRoomInTheRingAndLosesNothing) {
  Studio studio;
  studio.stage.space = 0;
  for (int i = 0; i < 1'000; ++i) {
    studio.conductor.submit({{}, {{}, {Studio::message("/mod/sine1/freq 100")}}});
  }
  studio.step();
  EXPECT_TRUE(studio.stage.of(Op::kSetParam).empty());
  studio.stage.space = 16'384;
  studio.step();
  EXPECT_EQ(studio.stage.of(Op::kSetParam).size(), 1'000U);
}

TEST(Schedule, ScoreLinesLandOnTheirFramesInOrder) {
  FakeStage stage;
  Conductor conductor({48'000, 128, 2}, test::built_in_catalog(), test::standard_vocabulary(),
                      stage.doors());
  conductor.load_score(
      *test::parse_score("1 /mod/sine1/freq 300\n"
                         "0.5 /mod/sine1/freq 100\n"
                         "1 /mod/sine1/freq 400\n"
                         "777f /mod/sine1/freq 200\n",
                         48'000));
  conductor.seed();
  for (Frame to = 128; to < 60'000; to += 128) conductor.advance(to);
  const auto commands = stage.of(Op::kSetParam);
  ASSERT_EQ(commands.size(), 4U);
  EXPECT_EQ(commands[0].frame, 777);
  EXPECT_EQ(commands[1].frame, 24'000);
  EXPECT_EQ(commands[2].frame, 48'000);
  EXPECT_EQ(commands[2].value, 300.0);
  EXPECT_EQ(commands[3].value, 400.0);
}

TEST(Schedule, ScoreCommitHoldsTheHorizonUntilItIsBuilt) {
  FakeStage stage;
  Conductor conductor({48'000, 128, 2}, test::built_in_catalog(), test::standard_vocabulary(),
                      stage.doors());
  conductor.load_score(
      *test::parse_score("1000f /patch/create a sine\n1000f /patch/connect a output\n"
                         "1000f /patch/commit\n",
                         48'000));
  conductor.seed();
  stage.progress = PatchProgress::kBuilding;
  for (Frame to = 128; to < 4'000; to += 128) conductor.advance(to);
  EXPECT_EQ(conductor.horizon(), 1'000);
  stage.progress = PatchProgress::kBuilt;
  conductor.advance(4'096);
  EXPECT_EQ(stage.of(Op::kSwapPatch).back().frame, 1'000);
  EXPECT_EQ(conductor.horizon(), 4'096);
}

const std::vector<std::string> kAddAndCommit{"/patch/edit", "/patch/create a sine",
                                             "/patch/connect a output", "/patch/commit"};

TEST(Schedule, ADatedCommitIsBuiltBeforeItsFrame) {
  Studio studio;
  studio.run_to(1'280);
  studio.stage.progress = PatchProgress::kBuilding;
  studio.submit(1, kAddAndCommit, at(40'000));
  studio.run_to(2'560);
  EXPECT_EQ(studio.stage.builds.size(), 2U) << "the first is the patch that plays";
  studio.submit(2, {"/patch/edit", "/patch/create b sine"});
  studio.submit(2, {"/mod/sine1/freq 300"});
  studio.run_to(5'120);
  EXPECT_EQ(studio.answers_of(2), 2U) << "nobody waits for what is built ahead";
  studio.stage.progress = PatchProgress::kBuilt;
  studio.run_to(48'000);
  ASSERT_EQ(studio.stage.of(Op::kSwapPatch).size(), 2U);
  EXPECT_EQ(studio.stage.of(Op::kSwapPatch)[1].frame, 40'000);
  EXPECT_EQ(studio.stage.builds.size(), 2U);
  EXPECT_EQ(studio.answer(), "done /patch/commit");
}

TEST(Schedule, ALiveCommitGoesBeforeOneThatIsBuiltAhead) {
  Studio studio;
  studio.run_to(1'280);
  studio.submit(1, kAddAndCommit, at(40'000));
  studio.run_to(2'560);
  studio.submit(
      2, {"/patch/edit", "/patch/create b sine", "/patch/connect b output", "/patch/commit"});
  studio.run_to(48'000);
  ASSERT_EQ(studio.stage.of(Op::kSwapPatch).size(), 3U);
  EXPECT_LT(studio.stage.of(Op::kSwapPatch)[1].frame, 4'000);
  EXPECT_EQ(studio.stage.of(Op::kSwapPatch)[2].frame, 40'000);
  EXPECT_EQ(studio.conductor.scene().patches.playing().patch.modules().size(), 5U);
}

TEST(Schedule, ADatedCommitThatIsNotBuiltInTimeComesLate) {
  Limits limits;
  limits.most_hold = 256;
  Studio studio(limits);
  studio.run_to(1'280);
  studio.stage.progress = PatchProgress::kBuilding;
  studio.submit(1, kAddAndCommit, at(12'800));
  for (; studio.now < 24'000; studio.step()) {
    EXPECT_GE(studio.conductor.horizon(), studio.now - limits.most_hold);
  }
  EXPECT_EQ(studio.stage.events.back(), R"(late {"address":"/patch/edit","frames":384})");
  EXPECT_EQ(studio.conductor.scene().counters.late, 4U);
  studio.stage.progress = PatchProgress::kBuilt;
  studio.step();
  studio.step();
  ASSERT_EQ(studio.stage.of(Op::kSwapPatch).size(), 2U);
  EXPECT_EQ(studio.answer(), "done /patch/commit");
}

TEST(Schedule, WhatIsDueBehindACommitThatComesLateIsNotHeld) {
  Studio studio;
  studio.run_to(1'280);
  studio.stage.progress = PatchProgress::kBuilding;
  studio.submit(1, kAddAndCommit, at(12'800));
  studio.submit(1, {"/mod/sine1/freq 300"}, at(13'000));
  studio.run_to(24'000);
  ASSERT_EQ(studio.stage.of(Op::kSetParam).size(), 1U);
  EXPECT_EQ(studio.stage.of(Op::kSetParam)[0].frame, 13'000);
}

TEST(Schedule, StepsLandOnTheirFramesHoweverTimeIsCut) {
  const auto frames = [](Frame cut) {
    FakeStage stage;
    Conductor conductor({44'100, 128, 2}, test::built_in_catalog(), test::standard_vocabulary(),
                        stage.doors());
    conductor.load_score(
        *test::parse_score("0 /seq/create k\n0 /seq/config k 133.7 16 12\n"
                           "0 /seq/pattern k xxxxxxxxxxxxxxxx\n"
                           "0 /seq/assign k gate adsr1\n0 /seq/start k\n"
                           "1.234 /seq/bpm k 91.5\n",
                           44'100));
    conductor.seed();
    for (Frame to = cut; to < 44'100 * 4; to += cut) conductor.advance(to);
    std::vector<Frame> ons;
    for (const auto& command : stage.of(Op::kGate)) {
      if (command.value > 0 && command.frame < 44'100 * 3) ons.push_back(command.frame);
    }
    return ons;
  };
  const auto whole = frames(128);
  EXPECT_GT(whole.size(), 12U);
  EXPECT_EQ(whole[1], 6'597);  // 240 / (133.7 × 12) s × 44100 = 6596.86
  EXPECT_EQ(frames(1'000), whole);
  EXPECT_EQ(frames(7), whole);
}

}  // namespace
}  // namespace chronus::conductor
