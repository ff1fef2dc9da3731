// SPDX-License-Identifier: MIT
// Chance, conditions, ratchets, nudges, velocities and ties, as they sound.
#include "rig.hpp"
#include "sequencer/chance.hpp"

namespace chronus::sequencer::testing {
namespace {

class Expression : public ::testing::Test {
 protected:
  void SetUp() override {
    ok(bank.create("a"));
    ok(bank.assign_gate("a", "m"));
    bank.resolve(Letters());
  }
  void pattern(std::string_view text) {
    ok(bank.steps("a", static_cast<int>(text.size()), 0));
    ok(bank.pattern("a", text, 0));
  }
  void cond(std::string_view words) { ok(bank.trigs("a", TrigField::kCondition, words, 0)); }
  /// One character a step: whether its gate opened.
  std::string cycles(int count) {
    const int steps = bank.find("a")->steps();
    ok(bank.start("a", 0));
    bank.advance(Frame{count} * steps * kStepFrames);
    std::string out;
    for (int i = 0; i < count * steps; ++i) out += i > 0 && i % steps == 0 ? " ." : ".";
    for (const Event& on : of_kind(bank.events(), EventKind::kGateOn)) {
      const auto step = on.frame / kStepFrames;
      out[static_cast<std::size_t>(step + step / steps)] = 'x';
    }
    return out;
  }
  std::string heard(Frame frames) {
    ok(bank.start("a", 0));
    bank.advance(frames);
    return told(bank.events());
  }

  Bank bank{kRate};
};

TEST_F(Expression, DigitsAreVelocitiesEvenlyFromOneToAnAccent) {
  pattern("123456789");
  ok(bank.start("a", 0));
  bank.advance(9 * kStepFrames);
  std::vector<long> velocities;
  for (const Event& on : of_kind(bank.events(), EventKind::kGateOn)) {
    velocities.push_back(std::lround(on.velocity * 127));
  }
  EXPECT_EQ(velocities, (std::vector<long>{1, 17, 33, 48, 64, 80, 96, 111, 127}));
  EXPECT_EQ(bank.find("a")->info().pattern, "1234x678X");
}

TEST_F(Expression, ATieHoldsTheGateThroughItsStep) {
  pattern("x-.x");
  EXPECT_EQ(heard(4 * kStepFrames), "0 m on 64\n12000 m off\n18000 m on 64\n21000 m off\n");
}

TEST_F(Expression, TiesHoldThroughAllOfThemAndAcrossTheCycle) {
  pattern("-.x-");
  EXPECT_EQ(heard(7 * kStepFrames), "12000 m on 64\n30000 m off\n36000 m on 64\n");
}

TEST_F(Expression, ATieWithoutAGateBeforeItIsARest) {
  pattern(".--.");
  EXPECT_EQ(heard(8 * kStepFrames), "");
}

TEST_F(Expression, AHitBehindATieEndsIt) {
  pattern("x-X.");
  EXPECT_EQ(heard(3 * kStepFrames), "0 m on 64\n12000 m off\n12000 m on 127\n15000 m off\n");
}

TEST_F(Expression, ATieSlidesToItsNoteWithoutANewGate) {
  pattern("x-..");
  ok(bank.param_lane("a", "note", "a4 a5 a6 a6", 0));
  ok(bank.assign_param("a", "m", "note", "gain"));
  bank.resolve(Letters());
  EXPECT_EQ(heard(4 * kStepFrames), "0 m = 440000\n0 m on 64\n6000 m = 880000\n12000 m off\n");
}

TEST_F(Expression, ATieThatIsTakenAwayWhileTheGateWaitsForItClosesThere) {
  pattern("x-..");
  ok(bank.start("a", 0));
  ok(bank.reset("a", 4'000));  // after the gate's end at 3000 was put off
  bank.advance(2 * kStepFrames);
  EXPECT_EQ(told(bank.events()), "0 m on 64\n6000 m off\n6000 m on 64\n");
  ok(bank.steps("a", 1, 2 * kStepFrames));
  ok(bank.pattern("a", ".", 2 * kStepFrames));
  ok(bank.reset("a", 2 * kStepFrames));
  bank.clear_events();
  bank.advance(4 * kStepFrames);
  EXPECT_EQ(told(bank.events()), "12000 m off\n");
}

TEST_F(Expression, ATieBehindARestHoldsNothingThoughTheGateIsStillOpen) {
  pattern("x.-.");
  ok(bank.gate_len("a", 1.0));
  ok(bank.swing("a", 75.0, 0));
  ok(bank.trigs("a", TrigField::kNudge, ".5 -.5 -.5 0", 0));  // at 3000, 6000 and 9000
  EXPECT_EQ(heard(4 * kStepFrames), "3000 m on 64\n12000 m off\n");
}

TEST_F(Expression, ATieThatARestartReplacesHoldsNothing) {
  pattern("x-..");
  ok(bank.start("a", 0));
  bank.reset_all(100);
  bank.advance(kStepFrames + 1);
  EXPECT_EQ(told(bank.events()), "0 m on 64\n3000 m off\n6000 m on 64\n");
}

TEST_F(Expression, ARatchetRepeatsTheGateEvenlyInItsStep) {
  pattern("x.X.");
  ok(bank.trigs("a", TrigField::kRatchet, "3 1 2", 0));
  EXPECT_EQ(heard(4 * kStepFrames),
            "0 m on 64\n1000 m off\n2000 m on 64\n3000 m off\n4000 m on 64\n5000 m off\n"
            "12000 m on 127\n13500 m off\n15000 m on 127\n16500 m off\n");
}

TEST_F(Expression, AWholeGateOfARatchetGoesOffAndOnOnOneFrame) {
  pattern("x...");
  ok(bank.gate_len("a", 1.0));
  ok(bank.trigs("a", TrigField::kRatchet, "2", 0));
  EXPECT_EQ(heard(2 * kStepFrames), "0 m on 64\n3000 m off\n3000 m on 64\n6000 m off\n");
}

TEST_F(Expression, ATieHoldsTheLastHitOfARatchet) {
  pattern("x-..");
  ok(bank.trigs("a", TrigField::kRatchet, "2", 0));
  EXPECT_EQ(heard(3 * kStepFrames), "0 m on 64\n1500 m off\n3000 m on 64\n12000 m off\n");
}

TEST_F(Expression, StopMuteAndResetLeaveNoRatchetRunning) {
  pattern("x...");
  ok(bank.trigs("a", TrigField::kRatchet, "4", 0));
  ok(bank.start("a", 0));
  ok(bank.mute("a", true, 1'600));
  ok(bank.mute("a", false, 1'700));
  bank.advance(kStepFrames);
  EXPECT_EQ(told(bank.events()), "0 m on 64\n750 m off\n1500 m on 64\n1600 m off\n");
  ok(bank.stop("a", 4 * kStepFrames + 100));
  bank.clear_events();
  bank.advance(40 * kStepFrames);
  EXPECT_EQ(told(bank.events()), "");
}

TEST_F(Expression, ANudgeMovesAStepEitherWay) {
  pattern("xxxx");
  ok(bank.trigs("a", TrigField::kNudge, "0 .25 -.25 -.5", 0));
  ok(bank.start("a", 0));
  bank.advance(4 * kStepFrames);
  EXPECT_EQ(step_frames(bank.events()), (std::vector<Frame>{0, 7'500, 10'500, 15'000}));
}

TEST_F(Expression, NothingPlaysBeforeTheStartOrARestartButOnceItRunsStepZeroMayComeEarly) {
  pattern("xx");
  ok(bank.trigs("a", TrigField::kNudge, "-.5 0", 0));
  ok(bank.start("a", 5'000));
  bank.advance(4 * kStepFrames);
  EXPECT_EQ(step_frames(bank.events()), (std::vector<Frame>{6'000, 12'000, 15'000}));
  bank.clear_events();
  bank.reset_all(4 * kStepFrames + 1);
  bank.advance(6 * kStepFrames);
  EXPECT_EQ(step_frames(bank.events()), (std::vector<Frame>{24'000, 27'000, 30'000}));
  EXPECT_EQ(step_indices(bank.events()), (std::vector<int>{1, 0, 0}));
}

TEST_F(Expression, StepsThatMeetKeepTheirOrderAFrameApart) {
  pattern("xxxx");
  ok(bank.swing("a", 75.0, 0));
  ok(bank.trigs("a", TrigField::kNudge, ".5 .5 -.5 -.5", 0));
  ok(bank.start("a", 0));
  bank.advance(5 * kStepFrames);
  EXPECT_EQ(step_indices(bank.events()), (std::vector<int>{0, 1, 2, 3, 0}));
  EXPECT_EQ(step_frames(bank.events()),
            (std::vector<Frame>{3'000, 12'000, 12'001, 18'000, 27'000}));
}

TEST_F(Expression, ChanceIsDrawnPerStepAndCycleAndTheSeedTurnsIt) {
  pattern("xxxx");
  ok(bank.trigs("a", TrigField::kChance, "50 0 1 .5", 0));
  ok(bank.seed("a", 42, 0));
  std::string expected;
  for (int n = 0; n < 4 * 200; ++n) {
    if (n > 0 && n % 4 == 0) expected += ' ';
    const bool lucky = draw_million(42, "a", n / 4, n % 4) < 500'000;
    expected += n % 4 == 1 ? '.' : n % 4 == 2 || lucky ? 'x' : '.';
  }
  EXPECT_EQ(cycles(200), expected);
  EXPECT_EQ(bank.find("a")->info().seed, 42);
  EXPECT_EQ(bank.find("a")->info().prob, "0.5 0 . 0.5");
}

TEST_F(Expression, AStepThatFailsSendsNoLaneEither) {
  pattern("x.x.");
  ok(bank.param_lane("a", "gain", "1 2 3 4", 0));
  ok(bank.assign_param("a", "m", "gain"));
  bank.resolve(Letters());
  ok(bank.trigs("a", TrigField::kChance, "0 0 1 1", 0));
  EXPECT_EQ(heard(4 * kStepFrames), "12000 m = 3000\n12000 m on 64\n15000 m off\n18000 m = 4000\n");
}

TEST_F(Expression, OneValueIsForEveryStepAndAListIsPaddedWithPlainOnes) {
  pattern("xxxx");
  ok(bank.trigs("a", TrigField::kChance, "0", 0));
  EXPECT_EQ(bank.find("a")->info().prob, "0 0 0 0");
  ok(bank.trigs("a", TrigField::kChance, "0 0", 0));
  EXPECT_EQ(bank.find("a")->info().prob, "0 0 . .");
  ok(bank.trigs("a", TrigField::kChance, "0 0 0 0 0 0", 0));
  EXPECT_EQ(cycles(1), "....");
}

TEST_F(Expression, FirstAndRatiosCountCyclesSinceTheStartOrReset) {
  pattern("xxxxx");
  cond("1ST !1ST 1:2 2:3 !2:2");
  EXPECT_EQ(cycles(6), "x.x.x .x.x. .xx.x .x... .xxxx .x...");
  bank.clear_events();
  ok(bank.reset("a", 30 * kStepFrames));
  bank.advance(31 * kStepFrames);
  EXPECT_EQ(of_kind(bank.events(), EventKind::kGateOn).size(), 1U) << "first once more";
}

TEST_F(Expression, FillHoldsWhileItIsOn) {
  pattern("xx");
  cond("FILL !FILL");
  ok(bank.fill("a", true, 0));
  EXPECT_TRUE(bank.find("a")->info().fill);
  EXPECT_EQ(cycles(2), "x. x.");
  ok(bank.fill("a", false, 4 * kStepFrames));
  bank.clear_events();
  bank.advance(6 * kStepFrames);
  EXPECT_EQ(told(bank.events()), "30000 m on 64\n33000 m off\n");
}

TEST_F(Expression, PreIsWhatTheConditionBeforeGaveWhicheverStepItWasOn) {
  pattern("xxxx");
  cond("1:2 . PRE !PRE");
  EXPECT_EQ(cycles(4), "xxx. .x.x xxx. .x.x");
}

TEST_F(Expression, PreAndPlainStepsAreNotLookedBackAtAndChanceIsNoCondition) {
  pattern("xxxx");
  cond("!1ST PRE PRE PRE");
  ok(bank.trigs("a", TrigField::kChance, "0 . . .", 0));
  EXPECT_EQ(cycles(2), ".... .xxx");
}

TEST_F(Expression, PreBeforeAnyConditionIsFalse) {
  pattern("xx");
  cond("PRE !PRE");
  EXPECT_EQ(cycles(2), ".x .x");
}

TEST_F(Expression, ConditionAndChanceMustBothHold) {
  pattern("xx");
  cond("1:2 1:2");
  ok(bank.trigs("a", TrigField::kChance, "1 0", 0));
  EXPECT_EQ(cycles(4), "x. .. x. ..");
}

TEST_F(Expression, AMutedStepStillDecides) {
  pattern("xx");
  cond("1:2 PRE");
  ok(bank.mute("a", true, 0));
  ok(bank.start("a", 0));
  ok(bank.mute("a", false, kStepFrames));
  bank.advance(2 * kStepFrames);
  EXPECT_EQ(told(bank.events()), "6000 m on 64\n9000 m off\n");
}

TEST_F(Expression, ItComesWholeWithTheNextCycle) {
  pattern("xxxx");
  ok(bank.start("a", 0));
  ok(bank.trigs("a", TrigField::kChance, "0", 100));
  ok(bank.trigs("a", TrigField::kRatchet, "2", 100));
  bank.advance(8 * kStepFrames);
  EXPECT_EQ(of_kind(bank.events(), EventKind::kGateOn).size(), 4U);
  ok(bank.steps("a", 2, 8 * kStepFrames));
  ok(bank.steps("a", 4, 8 * kStepFrames));
  EXPECT_EQ(bank.find("a")->info().prob, "0 0 . .") << "new steps are plain";
}

}  // namespace
}  // namespace chronus::sequencer::testing
