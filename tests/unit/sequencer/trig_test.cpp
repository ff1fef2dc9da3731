// SPDX-License-Identifier: MIT
#include "sequencer/trig.hpp"

#include "rig.hpp"
#include "sequencer/chance.hpp"

namespace chronus::sequencer::testing {
namespace {

std::string read_back(TrigField field, std::string_view text) {
  const auto trigs = parse_trigs(field, text);
  return trigs ? trigs_text(field, *trigs) : trigs.reason();
}

TEST(TrigText, ChancesAreFractionsOrPercentages) {
  const auto trigs = parse_trigs(TrigField::kChance, "0 0.25, 1 50 100 . _ 2");
  ASSERT_TRUE(trigs) << trigs.reason();
  std::vector<int> chances;
  for (const Trig& trig : *trigs) chances.push_back(static_cast<int>(trig.chance));
  EXPECT_EQ(chances, (std::vector<int>{0, 250'000, kMillion, 500'000, kMillion, kMillion, kMillion,
                                       20'000}));
  EXPECT_EQ(read_back(TrigField::kChance, "50 . 0.125"), "0.5 . 0.125");
}

TEST(TrigText, WhatRoundingLeavesIsOverlooked) {
  EXPECT_EQ(read_back(TrigField::kChance, "1.0000001 0.5"), ". 0.5");
  EXPECT_EQ(read_back(TrigField::kChance, "1.9999999 100.0001"), "0.02 .");
  EXPECT_EQ(read_back(TrigField::kRatchet, "2.0000002 8.000001 0.99999994"), "2 8 .");
  EXPECT_EQ(read_back(TrigField::kNudge, "0.50000006 -0.50000006"), "0.5 -0.5");
}

TEST(TrigText, ConditionsReadBackInCapitals) {
  EXPECT_EQ(read_back(TrigField::kCondition, "1st !1ST 1:2 !3:4, fill !Fill pre !PRE . 64:64"),
            "1ST !1ST 1:2 !3:4 FILL !FILL PRE !PRE . 64:64");
}

TEST(TrigText, AllPlainIsEmpty) {
  EXPECT_EQ(read_back(TrigField::kCondition, ". _"), "");
  EXPECT_EQ(read_back(TrigField::kRatchet, "1 1"), "");
  EXPECT_EQ(read_back(TrigField::kNudge, "0"), "");
  EXPECT_EQ(read_back(TrigField::kNudge, "-.5 0.5 .25 0"), "-0.5 0.5 0.25 .");
}

TEST(TrigText, WhatIsNoValueIsNamedWithItsPlace) {
  EXPECT_EQ(
      read_back(TrigField::kChance, "1 101"),
      "prob: '101' (value 2) is neither a fraction from 0 to 1 nor, from 2 on, a percentage up "
      "to 100");
  EXPECT_EQ(read_back(TrigField::kRatchet, "9"),
            "ratchet: '9' (value 1) is no whole number from 1 to 8");
  EXPECT_EQ(read_back(TrigField::kNudge, ". . 0.6"),
            "nudge: '0.6' (value 3) is no part of a step from -0.5 to 0.5");
  EXPECT_EQ(read_back(TrigField::kCondition, "2:1"),
            "cond: '2:1' (value 1) is none of 1ST, FILL, PRE, A:B with 1 <= A <= B <= 64, these "
            "with ! before, and .");
  EXPECT_EQ(read_back(TrigField::kChance, " , "), "prob: there are no values");
  for (const auto* const bad : {"-0.1", "nan", "inf", "x", "1e9", "1.5", "1.001", "1.9"}) {
    EXPECT_FALSE(parse_trigs(TrigField::kChance, bad)) << bad;
  }
  for (const auto* const bad : {"0", "1.5", "-1", "nan"}) {
    EXPECT_FALSE(parse_trigs(TrigField::kRatchet, bad)) << bad;
  }
  for (const auto* const bad : {"!", "!!FILL", "0:1", "1:65", "1:", ":2", "1:2:3", "1", "65:65",
                                "2ND", "FIL", "FILLS", "!.", "999999999999:9", "1:-2"}) {
    EXPECT_FALSE(parse_trigs(TrigField::kCondition, bad)) << bad;
  }
}

TEST(Chance, IsCountedSoThatTheSameKeyGivesTheSameNumber) {
  EXPECT_EQ(draw_million(1, "a", 2, 3), draw_million(1, "a", 2, 3));
  // Computed apart from the code: a journal of today has to play the same tomorrow.
  EXPECT_EQ(draw_million(0, "kick", 0, 0), 968'765);
  EXPECT_EQ(draw_million(7, "hat", 1'000'000, 15), 824'280);
  EXPECT_EQ(default_seed("kick"), 1'380'547'302);
}

TEST(Chance, EveryPartOfTheKeyTurnsIt) {
  for (int n = 0; n < 1'000; ++n) {
    const std::string name = "s" + std::to_string(n);
    const auto draw = draw_million(n, name, n, n);
    ASSERT_GE(draw, 0);
    ASSERT_LT(draw, kMillion);
    int same = 0;
    same += draw == draw_million(n + 1, name, n, n) ? 1 : 0;
    same += draw == draw_million(n, name + "x", n, n) ? 1 : 0;
    same += draw == draw_million(n, name, n + 1, n) ? 1 : 0;
    same += draw == draw_million(n, name, n, n + 1) ? 1 : 0;
    ASSERT_LE(same, 1) << n;
  }
}

TEST(Chance, IsEvenAndItsNeighboursKnowNothingOfEachOther) {
  constexpr int kDraws = 200'000;
  std::vector<int> tenths(10), pairs(100);
  int before = 0;
  for (int n = 0; n < kDraws; ++n) {
    const int tenth = draw_million(1, "hat", n / 16, n % 16) / 100'000;
    ++tenths[static_cast<std::size_t>(tenth)];
    ++pairs[static_cast<std::size_t>(10 * before + tenth)];
    before = tenth;
  }
  // Five standard deviations of each count.
  for (const int count : tenths) EXPECT_NEAR(count, kDraws / 10, 5 * 135);
  for (const int count : pairs) EXPECT_NEAR(count, kDraws / 100, 5 * 45);
}

}  // namespace
}  // namespace chronus::sequencer::testing
