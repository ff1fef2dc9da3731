// SPDX-License-Identifier: MIT
// Swing, nudge and ratchet place events on the frame nearest to their ideal time, computed here
// with rationals that share nothing with the code.
#include <boost/multiprecision/cpp_int.hpp>

#include "rig.hpp"

namespace chronus::sequencer::testing {
namespace {

using Rational = boost::multiprecision::cpp_rational;
using Integer = boost::multiprecision::cpp_int;
using Frames = std::vector<Frame>;

/// Nearest, halves up.
Frame nearest(const Rational& frames) {
  const Rational raised = frames + Rational(1, 2);
  return static_cast<Frame>(Integer(numerator(raised) / denominator(raised)));
}

/// A double is the rational number that it is.
Rational exactly(double value) { return Rational(value); }

/// What a client wrote with so many places, e.g. 62.3.
Rational decimal(std::int64_t digits, std::int64_t scale) { return Rational(digits, scale); }

Rational step_frames_of(int rate, double bpm, int division) {
  return Rational(240) * rate / (exactly(bpm) * division);
}

class Swing : public ::testing::Test {
 protected:
  void SetUp() override {
    ok(bank.create("a"));
    ok(bank.assign_gate("a", "m"));
    bank.resolve(Letters());
    ok(bank.steps("a", 4, 0));
    ok(bank.pattern("a", "xxxx", 0));
  }

  Bank bank{kRate};
};

TEST_F(Swing, FiftyIsStraightAndTheDefault) {
  EXPECT_EQ(bank.find("a")->info().swing, 50.0);
  ok(bank.swing("a", 50.0, 0));
  ok(bank.start("a", 0));
  bank.advance(4 * kStepFrames);
  EXPECT_EQ(step_frames(bank.events()), (Frames{0, 6'000, 12'000, 18'000}));
}

TEST_F(Swing, TheSecondOfEachPairStartsAtThePercentageOfThePair) {
  ok(bank.swing("a", 66.0, 0));
  EXPECT_EQ(bank.find("a")->info().swing, 66.0);
  ok(bank.start("a", 0));
  bank.advance(8 * kStepFrames);
  EXPECT_EQ(step_frames(bank.events()),
            (Frames{0, 7'920, 12'000, 19'920, 24'000, 31'920, 36'000, 43'920}));
}

TEST_F(Swing, TheGateIsAPartOfTheStepAsItSwings) {
  ok(bank.swing("a", 75.0, 0));
  ok(bank.start("a", 0));
  bank.advance(2 * kStepFrames + 1);
  EXPECT_EQ(told(bank.events()),
            "0 m on 64\n4500 m off\n9000 m on 64\n10500 m off\n12000 m on 64\n");
}

TEST_F(Swing, PairsAreCountedFromStepZeroAndTheLastOfAnOddCountIsStraight) {
  ok(bank.steps("a", 3, 0));
  ok(bank.swing("a", 75.0, 0));
  ok(bank.start("a", 0));
  bank.advance(6 * kStepFrames);
  EXPECT_EQ(step_frames(bank.events()), (Frames{0, 9'000, 12'000, 18'000, 27'000, 30'000}));
}

TEST_F(Swing, AChangeComesWithTheNextStepAndLosesNone) {
  ok(bank.swing("a", 75.0, 0));
  ok(bank.start("a", 0));
  ok(bank.swing("a", 50.0, 8'000));  // its straight place has gone by
  bank.advance(4 * kStepFrames);
  EXPECT_EQ(step_frames(bank.events()), (Frames{0, 8'000, 12'000, 18'000}));
  EXPECT_EQ(step_indices(bank.events()), (std::vector<int>{0, 1, 2, 3}));
}

TEST_F(Swing, OutsideItsRangeIsRefused) {
  refused(bank.swing("a", 49.9, 0), "sequencer 'a': swing 49.9 is outside 50 to 75");
  refused(bank.swing("a", 75.1, 0), "sequencer 'a': swing 75.1 is outside 50 to 75");
  refused(bank.swing("a", std::nan(""), 0), "sequencer 'a': swing nan is outside 50 to 75");
}

TEST(SwingOverSevenDays, EveryStepIsOnTheFrameNearestToItsIdealTime) {
  struct Case {
    int rate;
    double bpm;
    int division;
    std::int64_t swing_thousandths;
    int steps;
  };
  for (const Case& c : {Case{44'100, 133.7, 3, 62'300, 16}, Case{48'000, 90.0, 11, 62'500, 7},
                        Case{192'000, 1.003, 128, 75'000, 5}, Case{44'100, 174.0, 1, 58'333, 4},
                        Case{96'000, 998.999, 1, 66'667, 2}}) {
    const Frame week = Frame{7} * 24 * 3'600 * c.rate;
    Bank bank(c.rate);
    ok(bank.create("a"));
    ok(bank.config("a", c.bpm, c.steps, c.division, 0));
    ok(bank.swing("a", static_cast<double>(c.swing_thousandths) / 1'000.0, 0));
    ok(bank.start("a", 0));
    const Rational step = step_frames_of(c.rate, c.bpm, c.division);
    const Rational late = (decimal(c.swing_thousandths, 50'000) - 1) * step;
    std::int64_t n = 0;
    const auto play_to = [&](Frame to) {
      bank.clear_events();
      bank.advance(to);
      for (const Event& event : bank.events()) {
        // Each costs rationals: the first and the last ones, and some between.
        if (n < 2'000 || to > week - c.rate * 60 || n % 997 < 2) {
          const bool second = event.step % 2 == 1;
          ASSERT_EQ(event.step, n % c.steps);
          ASSERT_EQ(event.frame, nearest(n * step + (second ? late : Rational(0)))) << n;
        }
        ++n;
      }
    };
    for (Frame to = 0; to < week; to = std::min(week, to + Frame{3'600} * c.rate)) play_to(to);
    play_to(week);
    ASSERT_NEAR(static_cast<double>(n), static_cast<double>(Rational(week) / step), 1.0);
  }
}

TEST(SwingOverSevenDays, TiesRoundUpHoweverTheirThirdsAreCut) {
  // A step of 50/3 frames and a quarter of it: places in twelfths, some of them halves.
  Bank bank(8'000);
  ok(bank.create("a"));
  ok(bank.config("a", 900.0, 2, 128, 0));
  ok(bank.swing("a", 62.5, 0));
  ok(bank.start("a", 0));
  bank.advance(8'000 * 60);
  const Frames frames = step_frames(bank.events());
  const Rational step = step_frames_of(8'000, 900.0, 128);
  int halves = 0;
  for (std::size_t n = 0; n < frames.size(); ++n) {
    const Rational place = n * step + (n % 2 == 1 ? step / 4 : Rational(0));
    ASSERT_EQ(frames[n], nearest(place)) << n;
    if (denominator(place) == 2) ++halves;
  }
  EXPECT_GT(halves, 100) << "the case is tested at all";
}

TEST(SwingOverSevenDays, RatchetsAndNudgesAreOnTheirNearestFramesToo) {
  constexpr int kOddRate = 44'100;
  constexpr double kBpm = 133.7;
  Bank bank(kOddRate);
  ok(bank.create("a"));
  ok(bank.assign_gate("a", "m"));
  bank.resolve(Letters());
  ok(bank.config("a", kBpm, 4, 16, 0));
  ok(bank.pattern("a", "xxxx", 0));
  ok(bank.trigs("a", TrigField::kRatchet, "1 3 1 7", 0));
  ok(bank.trigs("a", TrigField::kNudge, "0 .125 0 -.333333", 0));
  ok(bank.start("a", 0));
  const Rational step = step_frames_of(kOddRate, kBpm, 16);
  std::vector<Rational> expected = {Rational(0)};
  // Nudged later, it has seven eighths of the step left for its three.
  for (int i = 0; i < 3; ++i) {
    expected.push_back(1 + decimal(1, 8) + decimal(7, 8) * Rational(i, 3));
  }
  expected.push_back(2);
  for (int i = 0; i < 7; ++i) {
    expected.push_back(3 - decimal(333'333, 1'000'000) + Rational(i, 7));
  }
  std::size_t n = 0;
  for (Frame hour = 1; hour <= 7 * 24; ++hour) {
    bank.clear_events();
    bank.advance(hour * 3'600 * kOddRate);
    for (const Event& event : bank.events()) {
      if (event.kind != EventKind::kGateOn) continue;
      const std::size_t cycle = n / 12;
      if (cycle % 97 == 0) {
        ASSERT_EQ(event.frame, nearest((4 * cycle + expected[n % 12]) * step)) << n;
      }
      ++n;
    }
  }
  EXPECT_GT(n, 16'000'000U) << "a week";
}

}  // namespace
}  // namespace chronus::sequencer::testing
