// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "dsp/pink_filter.hpp"
#include "dsp/random.hpp"
#include "spectrum.hpp"

namespace chronus::dsp {
namespace {

double power(const std::vector<double>& x) {
  double sum = 0.0;
  for (const double sample : x) sum += sample * sample;
  return sum / static_cast<double>(x.size());
}

TEST(Random, IsUniformAndFreeOfDc) {
  Random random(7);
  std::vector<double> x(1 << 18);
  double sum = 0.0;
  for (double& sample : x) {
    sample = random.bipolar();
    ASSERT_GE(sample, -1.0);
    ASSERT_LT(sample, 1.0);
    sum += sample;
  }
  EXPECT_NEAR(sum / static_cast<double>(x.size()), 0.0, 0.005);
  EXPECT_NEAR(power(x), 1.0 / 3.0, 0.005);
}

TEST(Random, NeighbouringSeedsGiveUnrelatedNoise) {
  Random a(1), b(2);
  double correlation = 0.0;
  for (int n = 0; n < 100'000; ++n) correlation += a.bipolar() * b.bipolar();
  EXPECT_NEAR(correlation / 100'000, 0.0, 0.005);
}

TEST(WhiteNoise, HasTheSameDensityPerHertzAtAnyRate) {
  for (const float rate : {12'000.0F, 192'000.0F}) {
    WhiteNoise noise(3, rate);
    std::vector<double> x(1 << 17);
    for (double& sample : x) sample = noise.next();
    EXPECT_NEAR(power(x) / rate * 48'000.0, 1.0 / 3.0, 0.01) << rate;
  }
}

class PinkNoise : public testing::TestWithParam<float> {};

TEST_P(PinkNoise, FallsByThreeDecibelsAnOctave) {
  constexpr int kLength = 1 << 17;
  PinkFilter filter;
  filter.init(GetParam());
  std::vector<double> response(kLength);
  for (int n = 0; n < kLength; ++n) response[n] = filter.next(n == 0 ? 1.0 : 0.0);
  const auto bins = amplitudes(response);
  const auto level_at = [&](double hz) {
    return decibels(bins[static_cast<std::size_t>(hz / GetParam() * kLength)]);
  };
  for (double hz = 40.0; hz < 0.25 * GetParam(); hz *= 1.3) {
    EXPECT_NEAR(level_at(hz) - level_at(200.0), -10.0 * std::log10(hz / 200.0), 1.5) << hz;
  }
}

TEST_P(PinkNoise, KeepsTheRmsOfTheWhiteNoise) {
  PinkFilter filter;
  filter.init(GetParam());
  Random random(11);
  std::vector<double> x(1 << 20);
  for (double& sample : x) sample = filter.next(random.bipolar());
  EXPECT_NEAR(power(x), 1.0 / 3.0, 0.05);
}

INSTANTIATE_TEST_SUITE_P(Rates, PinkNoise, testing::Values(44'100.0F, 48'000.0F, 192'000.0F));

}  // namespace
}  // namespace chronus::dsp
