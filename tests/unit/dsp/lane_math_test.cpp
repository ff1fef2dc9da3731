// SPDX-License-Identifier: MIT
#include "dsp/lane_math.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

#include "dsp/lane_glide.hpp"
#include "dsp/lane_phase.hpp"
#include "dsp/lane_random.hpp"

namespace chronus::dsp {
namespace {

/// The same in eight lanes and in one, bit for bit.
template <class Function>
float in_lanes(Function function, float x) {
  const float one = function(all_lanes<Float<1>>(x)).a;
  const auto eight = function(all_lanes<F8>(x));
  for (int lane = 0; lane < 8; ++lane) {
    EXPECT_EQ(std::bit_cast<std::uint32_t>(get(eight, lane)), std::bit_cast<std::uint32_t>(one));
  }
  return one;
}

TEST(LaneMath, SineFollowsTheExactOne) {
  double worst = 0.0;
  for (std::uint64_t n = 0; n < 1U << 20; ++n) {
    const auto phase = static_cast<std::uint32_t>(n * 4097);
    const double exact = std::sin(2.0 * std::numbers::pi * phase / 0x1p32);
    worst = std::max(worst, std::abs(static_cast<double>(sin_of<1>(UInt<1>{phase}).a) - exact));
    ASSERT_EQ(get(sin_of<8>(all_lanes<U8>(phase)), 5), sin_of<1>(UInt<1>{phase}).a);
  }
  EXPECT_LT(worst, 2.2e-7);
}

TEST(LaneMath, PowersOfTwoFollowTheExactOnes) {
  const auto power = [](const auto& x) { return exp2(x); };
  for (float x = -125.0F; x < 125.0F; x += 0.01713F) {
    ASSERT_NEAR(in_lanes(power, x) / std::exp2(static_cast<double>(x)), 1.0, 1.5e-7) << x;
  }
  EXPECT_EQ(in_lanes(power, 10.0F), 1024.0F);
  EXPECT_EQ(in_lanes(power, 0.0F), 1.0F);
  EXPECT_EQ(in_lanes(power, -3.0F), 0.125F);
  EXPECT_TRUE(std::isfinite(in_lanes(power, 1e9F)));
  EXPECT_GT(in_lanes(power, -1e9F), 0.0F);
}

TEST(LaneMath, LogarithmsFollowTheExactOnes) {
  const auto logarithm = [](const auto& x) { return log2(x); };
  for (float x = 1e-30F; x < 1e30F; x *= 1.0137F) {
    const double exact = std::log2(static_cast<double>(x));
    ASSERT_NEAR(in_lanes(logarithm, x), exact, 2e-7 * std::max(1.0, std::abs(exact))) << x;
  }
  EXPECT_EQ(in_lanes(logarithm, 1.0F), 0.0F);
  EXPECT_EQ(in_lanes(logarithm, 1024.0F), 10.0F);
}

TEST(LaneMath, TangentsFollowTheExactOnes) {
  const auto tangent = [](const auto& x) { return tan_half_turns(x); };
  for (float x = 1e-5F; x <= 0.49F; x += 1.3e-4F) {
    const double exact = std::tan(std::numbers::pi * static_cast<double>(x));
    ASSERT_NEAR(in_lanes(tangent, x) / exact, 1.0, 4e-6) << x;
  }
}

TEST(LanePhase, IsExactAfterAnHour) {
  const float hz = 439.7F;
  LanePhase<8> phase;
  const auto increment = increment_of<8>(all_lanes<F8>(hz), 48'000.0F);
  constexpr int kMinutes = 60;
  for (int n = 0; n < kMinutes; ++n) phase.advance(times(increment, 60 * 48'000));
  const double cycles = static_cast<double>(hz) * 60.0 * kMinutes;
  const double turns = get(phase.turns(), 3) / 0x1p32;
  EXPECT_NEAR(turns, cycles - std::floor(cycles), 1e-8);
}

TEST(LanePhase, GoesAsFarInOneStepAsInMany) {
  LanePhase<8> many, one;
  const float hz[8] = {0.01F, 1.0F, 27.5F, 440.0F, 1'234.5F, 7'040.0F, 19'999.0F, 1e6F};
  const auto increment = increment_of<8>(load<F8>(hz), 44'100.0F);
  for (int n = 0; n < 10'007; ++n) many.advance(increment);
  one.advance(times(increment, 10'007));
  for (int lane = 0; lane < 8; ++lane) {
    EXPECT_EQ(get(many.turns(), lane), get(one.turns(), lane)) << hz[lane];
  }
}

TEST(LaneRandom, IsUniformAndEachLaneItsOwn) {
  LaneRandom<8> random;
  const unsigned seeds[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  random.seed(seeds);
  double sum = 0.0, power = 0.0, together = 0.0;
  constexpr int kCount = 1 << 17;
  for (int n = 0; n < kCount; ++n) {
    const auto x = random.bipolar();
    ASSERT_GE(get(x, 0), -1.0F);
    ASSERT_LT(get(x, 0), 1.0F);
    sum += get(x, 0);
    power += get(x, 0) * get(x, 0);
    together += get(x, 0) * get(x, 1);
  }
  EXPECT_NEAR(sum / kCount, 0.0, 0.006);
  EXPECT_NEAR(power / kCount, 1.0 / 3.0, 0.005);
  EXPECT_NEAR(together / kCount, 0.0, 0.006);
}

TEST(Lanes, AMaskSaysWhichLanesItMeans) {
  const float values[8] = {1.0F, -1.0F, 0.0F, 5.0F, -5.0F, 2.0F, -0.0F, -3.0F};
  const auto x = load<F8>(values);
  const auto is_negative = x < all_lanes<F8>(0.0F);
  EXPECT_EQ(bits_of(is_negative), 0b1001'0010U);
  EXPECT_TRUE(any(is_negative));
  EXPECT_FALSE(all(is_negative));
  const auto absolute = select(is_negative, -x, x);
  for (int lane = 0; lane < 8; ++lane) EXPECT_EQ(get(absolute, lane), std::abs(values[lane]));
}

}  // namespace
}  // namespace chronus::dsp
