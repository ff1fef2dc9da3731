// SPDX-License-Identifier: MIT
#include "sequencer/pattern.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sequencer/euclid.hpp"

namespace chronus::sequencer {
namespace {

TEST(Pattern, HitAccentAndRestHaveTheirVelocities) {
  const Result<Pattern> pattern = parse_pattern("xX.");
  ASSERT_TRUE(pattern);
  EXPECT_EQ(*pattern, (Pattern{64, 127, 0}));
}

TEST(Pattern, DigitsAreVelocitiesAndADashIsATie) {
  const Result<Pattern> pattern = parse_pattern("1 2345 6789 -");
  ASSERT_TRUE(pattern) << pattern.reason();
  EXPECT_EQ(*pattern, (Pattern{1, 17, 33, 48, 64, 80, 96, 111, 127, kTie}));
  EXPECT_EQ(pattern_text(*pattern), "1234x678X-");
  EXPECT_EQ(*parse_pattern(pattern_text(*pattern)), *pattern);
  EXPECT_FALSE(parse_pattern("0")) << "a rest is written as one";
}

TEST(Pattern, SpacesAndBarsAreSkipped) {
  const Result<Pattern> pattern = parse_pattern("x... | X..x|");
  ASSERT_TRUE(pattern);
  EXPECT_EQ(pattern_text(*pattern), "x...X..x");
}

TEST(Pattern, AnyOtherCharacterIsNamedWithItsPositionInTheText) {
  EXPECT_EQ(parse_pattern("x. |y.").reason(),
            "pattern: 'y' at position 5 is none of x, X, 1 to 9, -, ., space and |");
  EXPECT_EQ(parse_pattern("o").reason(),
            "pattern: 'o' at position 1 is none of x, X, 1 to 9, -, ., space and |");
  EXPECT_EQ(parse_pattern("x\xE9").reason(),
            "pattern: '\\xe9' at position 2 is none of x, X, 1 to 9, -, ., space and |");
  EXPECT_EQ(parse_pattern("x\u00E9").reason(),
            "pattern: '\u00E9' at position 2 is none of x, X, 1 to 9, -, ., space and |");
  EXPECT_EQ(
      parse_pattern("\u201Cx...\u201D").reason(),
      "pattern: '\u201C' at position 1 is none of x, X, 1 to 9, -, ., space and |; a quotation "
      "mark is \"");
  EXPECT_TRUE(parse_pattern("\u009Bm").reason().starts_with("pattern: '\\xc2' at position 1"))
      << "a terminal would obey it";
}

TEST(Pattern, AnErrorBeyondTheLongestPatternIsStillAnError) {
  EXPECT_FALSE(parse_pattern(std::string(300, 'x') + "?"));
  EXPECT_EQ(parse_pattern(std::string(300, 'x'))->size(), 256U);
}

TEST(Pattern, RotatesRightAndWithANegativeNumberLeft) {
  Pattern pattern = *parse_pattern("xX..");
  rotate_right(pattern, 1);
  EXPECT_EQ(pattern_text(pattern), ".xX.");
  rotate_right(pattern, -2);
  EXPECT_EQ(pattern_text(pattern), "X..x");
  rotate_right(pattern, 4 * 1'000'000 + 1);
  EXPECT_EQ(pattern_text(pattern), "xX..");
}

TEST(Euclid, KnownRhythmsComeOut) {
  EXPECT_EQ(pattern_text(euclid(5, 16, 0)), "x..x..x..x..x...");
  EXPECT_EQ(pattern_text(euclid(3, 8, 0)), "x..x..x.");
  EXPECT_EQ(pattern_text(euclid(5, 8, 0)), "x.xx.xx.");
  EXPECT_EQ(pattern_text(euclid(2, 5, 0)), "x.x..");
  EXPECT_EQ(pattern_text(euclid(4, 16, 0)), "x...x...x...x...");
  EXPECT_EQ(pattern_text(euclid(7, 16, 0)), "x..x.x.x..x.x.x.");
}

TEST(Euclid, RotationTurnsRight) {
  EXPECT_EQ(pattern_text(euclid(3, 8, 1)), ".x..x..x");
  EXPECT_EQ(pattern_text(euclid(3, 8, -3)), "x..x.x..");
}

TEST(Euclid, EveryPulseCountFillsEveryLengthEvenlyAndStartsWithAPulse) {
  for (int steps = 1; steps <= kMaxSteps; ++steps) {
    for (int pulses = 0; pulses <= steps; ++pulses) {
      const Pattern pattern = euclid(pulses, steps, 0);
      ASSERT_EQ(pattern.size(), static_cast<std::size_t>(steps));
      ASSERT_EQ(std::count(pattern.begin(), pattern.end(), kHitVelocity), pulses);
      if (pulses == 0) continue;
      ASSERT_EQ(pattern.front(), kHitVelocity);
      // Even: the distances from pulse to pulse differ by one step at most, around the cycle,
      // but for Bjorklund's one remainder at the end.
      int distance = 0;
      int shortest = steps;
      for (int i = 1; i <= steps; ++i) {
        ++distance;
        if (pattern[static_cast<std::size_t>(i % steps)] == kRestVelocity) continue;
        shortest = std::min(shortest, distance);
        distance = 0;
      }
      ASSERT_EQ(shortest, steps / pulses) << pulses << " in " << steps;
    }
  }
}

}  // namespace
}  // namespace chronus::sequencer
