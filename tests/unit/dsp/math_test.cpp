// SPDX-License-Identifier: MIT
#include "dsp/math.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace chronus::dsp {
namespace {

TEST(Math, AtanIsLibmsWithinItsError) {
  for (double x = 1e-9; x < 1e6; x *= 1.01) ASSERT_NEAR(atan(x), std::atan(x), 2e-11) << x;
  EXPECT_EQ(atan(0.0), 0.0);
}

TEST(Math, SineFollowsTheExactOneOverManyCycles) {
  for (int n = 0; n < 100'000; ++n) {
    const double turns = n * 1.37e-4;
    ASSERT_NEAR(sin_turns(turns), std::sin(2.0 * std::numbers::pi * turns), 2e-11) << turns;
    ASSERT_NEAR(cos_turns(turns), std::cos(2.0 * std::numbers::pi * turns), 2e-11) << turns;
  }
}

TEST(Math, PowersOfTwoFollowTheExactOnes) {
  for (double x = -300.0; x < 300.0; x += 0.0173) {
    ASSERT_NEAR(exp2(x) / std::exp2(x), 1.0, 2e-11) << x;
  }
  EXPECT_EQ(exp2(10.0), 1024.0);
  EXPECT_TRUE(std::isfinite(exp2(1e9)));
  EXPECT_GT(exp2(-1e9), 0.0);
}

TEST(Math, LogarithmsFollowTheExactOnes) {
  for (double x = 1e-30; x < 1e30; x *= 1.0137) ASSERT_NEAR(log2(x), std::log2(x), 1e-11) << x;
  EXPECT_EQ(log2(1.0), 0.0);
  EXPECT_EQ(log2(1024.0), 10.0);
}

TEST(Math, TwentyDecibelsAreTenfold) {
  EXPECT_NEAR(gain_of_db(20.0), 10.0, 1e-9);
  EXPECT_NEAR(gain_of_db(-6.0), std::pow(10.0, -0.3), 1e-9);
  EXPECT_EQ(gain_of_db(0.0), 1.0);
}

TEST(Math, SoftClipIsMonotonicAndHeldAtOne) {
  double before = -1.0;
  for (double x = -5.0; x <= 5.0; x += 0.01) {
    ASSERT_GE(soft_clip(x), before);
    before = soft_clip(x);
  }
  EXPECT_EQ(soft_clip(1e6), 1.0);
  EXPECT_NEAR(soft_clip(0.5), std::tanh(0.5), 4e-3);
}

TEST(Math, VelocityIsHeldInItsRange) {
  EXPECT_EQ(held_velocity(2.0F), 1.0F);
  EXPECT_EQ(held_velocity(-1.0F), 0.0F);
  EXPECT_EQ(held_velocity(0.25F), 0.25F);
  EXPECT_EQ(held_velocity(std::numeric_limits<float>::quiet_NaN()), 0.0F);
}

}  // namespace
}  // namespace chronus::dsp
