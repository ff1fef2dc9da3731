// SPDX-License-Identifier: MIT
#include "dsp/ceiling.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace chronus::dsp {
namespace {

std::uint32_t bits(float sample) { return std::bit_cast<std::uint32_t>(sample); }

TEST(Ceiling, ItsKneeIsOneDecibelBelowFullScale) {
  EXPECT_EQ(kCeilingKnee, static_cast<float>(std::pow(10.0, -1.0 / 20.0)));
}

TEST(Ceiling, IsTheIdentityBitForBitUpToTheKnee) {
  // Every 97th float there is from 0 to the knee: denormal ones, both zeros, the knee itself.
  for (std::uint32_t at = 0; at <= bits(kCeilingKnee); at += 97) {
    const float sample = std::bit_cast<float>(at);
    ASSERT_EQ(bits(below_ceiling(sample)), at);
    ASSERT_EQ(bits(below_ceiling(-sample)), bits(-sample));
  }
  EXPECT_EQ(below_ceiling(kCeilingKnee), kCeilingKnee);
  EXPECT_EQ(below_ceiling(-kCeilingKnee), -kCeilingKnee);
}

TEST(Ceiling, NeverReachesFullScale) {
  for (const float loud :
       {1.0F, 1.5F, 2.0F, 10.0F, 1e4F, 1e6F, 1e30F, std::numeric_limits<float>::max(),
        std::numeric_limits<float>::infinity()}) {
    EXPECT_LE(below_ceiling(loud), kCeiling) << loud;
    EXPECT_GT(below_ceiling(loud), kCeilingKnee) << loud;
    EXPECT_EQ(below_ceiling(-loud), -below_ceiling(loud)) << loud;
  }
  EXPECT_LT(kCeiling, 1.0F);
}

TEST(Ceiling, RisesEverywhereAndMarksWhatItBentByBeingAboveTheKnee) {
  float before = kCeilingKnee;
  for (std::uint32_t at = bits(kCeilingKnee) + 1; at < bits(4.0F); at += 11) {
    const float now = below_ceiling(std::bit_cast<float>(at));
    ASSERT_GT(now, kCeilingKnee) << std::bit_cast<float>(at);
    // As exact as single precision: half a step back at the most.
    ASSERT_GE(now, before - 6e-8F) << std::bit_cast<float>(at);
    before = now;
  }
}

/// By differences over a hundredth of a decibel, in which single precision is exact to 1e-4.
double slope_at(float sample) {
  const float step = 1e-3F;
  return (static_cast<double>(below_ceiling(sample + step)) -
          static_cast<double>(below_ceiling(sample - step))) /
         (static_cast<double>(sample + step) - static_cast<double>(sample - step));
}

TEST(Ceiling, HasNoCornerAtTheKnee) {
  EXPECT_NEAR(slope_at(kCeilingKnee - 0.002F), 1.0, 1e-3);
  EXPECT_NEAR(slope_at(kCeilingKnee), 1.0, 1e-3);
  EXPECT_NEAR(slope_at(kCeilingKnee + 0.002F), 1.0, 2e-3);
  for (float sample = 0.8F; sample < 2.0F; sample += 0.001F) {
    ASSERT_NEAR(slope_at(sample + 0.001F), slope_at(sample), 0.03) << sample;
  }
}

TEST(Ceiling, NanStaysToBeSeen) {
  EXPECT_TRUE(std::isnan(below_ceiling(std::numeric_limits<float>::quiet_NaN())));
}

TEST(Ceiling, HoldsManySamplesAsItHoldsOne) {
  std::vector<float> quiet;
  std::vector<float> loud;
  for (int i = 0; i < 1'001; ++i) {
    const float wave = std::sin(static_cast<float>(i));
    quiet.push_back(wave * kCeilingKnee);
    loud.push_back(wave * 3.0F);
  }
  auto held = quiet;
  hold_below_ceiling(held.data(), held.size());
  EXPECT_EQ(held, quiet);
  held = loud;
  hold_below_ceiling(held.data(), held.size());
  for (std::size_t i = 0; i < held.size(); ++i) ASSERT_EQ(held[i], below_ceiling(loud[i]));
  // One alone, the last, and on the side below zero.
  held = quiet;
  held.back() = -2.0F;
  hold_below_ceiling(held.data(), held.size());
  EXPECT_EQ(held.back(), below_ceiling(-2.0F));
  held.pop_back();
  EXPECT_TRUE(std::equal(held.begin(), held.end(), quiet.begin()));
}

}  // namespace
}  // namespace chronus::dsp
