// SPDX-License-Identifier: MIT
// When patterns, lanes and step counts take effect.
#include "rig.hpp"

namespace chronus::sequencer::testing {
namespace {

/// What it plays from step boundary to step boundary, one character a step.
std::string played(const Bank& bank, std::size_t steps) {
  std::string out(steps, '.');
  for (const Event& event : of_kind(bank.events(), EventKind::kGateOn)) {
    const auto step = static_cast<std::size_t>(event.frame / kStepFrames);
    if (step < steps) out[step] = event.velocity == 1.0 ? 'X' : 'x';
  }
  return out;
}

class Playing : public ::testing::Test {
 protected:
  void SetUp() override {
    ok(bank.create("a"));
    ok(bank.assign_gate("a", "m"));
    bank.resolve(Letters());
    ok(bank.steps("a", 4, 0));
    ok(bank.pattern("a", "x.x.", 0));
  }
  void play(std::size_t steps) { bank.advance(static_cast<Frame>(steps) * kStepFrames); }

  Bank bank{kRate};
};

TEST_F(Playing, APatternIsTakenWholeAtTheNextCycle) {
  ok(bank.start("a", 0));
  play(1);
  ok(bank.pattern("a", "XXXX", kStepFrames));
  play(8);
  EXPECT_EQ(played(bank, 8), "x.x.XXXX");
}

TEST_F(Playing, APatternGivenExactlyOnStepZeroIsPlayedByIt) {
  ok(bank.start("a", 0));
  ok(bank.pattern("a", "XXXX", 4 * kStepFrames));
  play(8);
  EXPECT_EQ(played(bank, 8), "x.x.XXXX");
}

TEST_F(Playing, APatternBeforeTheFirstStepIsPlayedFromTheStart) {
  ok(bank.start("a", 1));
  ok(bank.pattern("a", "XX..", 2));
  play(5);
  EXPECT_EQ(played(bank, 5), ".XX..");
}

TEST_F(Playing, TheLastOfSeveralPatternsInACycleWins) {
  ok(bank.start("a", 0));
  ok(bank.pattern("a", "XXXX", 1));
  ok(bank.pattern("a", "..X.", 2));
  play(8);
  EXPECT_EQ(played(bank, 8), "x.x...X.");
}

TEST_F(Playing, LongerIsCutAndShorterIsPaddedWithRests) {
  ok(bank.pattern("a", "xxxxxxxx", 0));
  EXPECT_EQ(bank.find("a")->info().pattern, "xxxx");
  ok(bank.pattern("a", "X", 0));
  EXPECT_EQ(bank.find("a")->info().pattern, "X...");
  ok(bank.pattern("a", "", 0));
  EXPECT_EQ(bank.find("a")->info().pattern, "....");
}

TEST_F(Playing, StepsKeepWhatFits) {
  ok(bank.euclid("a", 16, 16, 0, 0));
  ok(bank.steps("a", 8, 0));
  ok(bank.steps("a", 16, 0));
  EXPECT_EQ(bank.find("a")->info().pattern, "xxxxxxxx........");
}

TEST_F(Playing, StepsKeepWhatFitsOfAPatternThatWaitsToo) {
  ok(bank.start("a", 0));
  ok(bank.pattern("a", "XXXX", 1));
  ok(bank.steps("a", 2, 2));
  ok(bank.steps("a", 4, 3));
  play(8);
  EXPECT_EQ(played(bank, 8), "x.x.XX..");
}

TEST_F(Playing, AStoppedOneTakesAllAtOnceAndAStopTakesWhatWaits) {
  ok(bank.start("a", 0));
  ok(bank.pattern("a", "XXXX", 1));
  ok(bank.stop("a", 2));
  EXPECT_EQ(bank.find("a")->info().pattern, "XXXX");
  ok(bank.pattern("a", "x..X", 3));
  ok(bank.start("a", kStepFrames));
  play(5);
  EXPECT_EQ(played(bank, 5), "xx..X");
}

TEST_F(Playing, EuclidBringsPatternAndStepsTogetherAtTheNextCycle) {
  ok(bank.start("a", 0));
  ok(bank.euclid("a", 3, 8, 0, kStepFrames + 1));
  EXPECT_EQ(bank.find("a")->info().steps, 8);
  play(20);
  EXPECT_EQ(played(bank, 20), "x.x.x..x..x.x..x..x.");
}

TEST_F(Playing, RotateTurnsWhatWasLastGivenAtTheNextCycle) {
  ok(bank.start("a", 0));
  ok(bank.pattern("a", "X..x", 1));
  ok(bank.rotate("a", 1, 2));
  ok(bank.rotate("a", 1, 3));
  play(8);
  EXPECT_EQ(played(bank, 8), "x.x..xX.");
  ok(bank.stop("a", 8 * kStepFrames));
  ok(bank.rotate("a", -1, 8 * kStepFrames));
  EXPECT_EQ(bank.find("a")->info().pattern, "xX..");
}

TEST_F(Playing, ALaneIsTakenWholeAtTheNextCycle) {
  ok(bank.param_lane("a", "gain", "1 2 3 4", 0));
  ok(bank.assign_param("a", "m", "gain"));
  bank.resolve(Letters());
  ok(bank.start("a", 0));
  ok(bank.param_lane("a", "gain", "5 6 7 8", kStepFrames + 1));
  play(8);
  std::vector<double> values;
  for (const Event& e : of_kind(bank.events(), EventKind::kParam)) values.push_back(e.value);
  EXPECT_EQ(values, (std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST_F(Playing, AFailedEditChangesNothing) {
  ok(bank.param_lane("a", "gain", "1 2 3 4", 0));
  ok(bank.start("a", 0));
  const std::string before = bank.find("a")->info().pattern;
  EXPECT_FALSE(bank.pattern("a", "XX?", 1));
  EXPECT_FALSE(bank.param_lane("a", "gain", "9 9 nine", 1));
  EXPECT_FALSE(bank.config("a", 100.0, 8, 0, 1));
  EXPECT_FALSE(bank.config("a", 100.0, 0, 8, 1));
  EXPECT_FALSE(bank.config("a", 0.0, 8, 8, 1));
  EXPECT_FALSE(bank.euclid("a", 9, 8, 0, 1));
  const SequencerInfo info = bank.find("a")->info();
  EXPECT_EQ(info.pattern, before);
  EXPECT_EQ(info.lanes.front().values, "1 2 3 4");
  EXPECT_EQ(info.bpm, 120.0);
  EXPECT_FALSE(info.own_tempo);
  EXPECT_EQ(info.steps, 4);
  EXPECT_EQ(info.division, 16);
  play(8);
  EXPECT_EQ(played(bank, 8), "x.x.x.x.");
}

}  // namespace
}  // namespace chronus::sequencer::testing
