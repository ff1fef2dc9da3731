// SPDX-License-Identifier: MIT
#include "dsp/svf.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "cookbook.hpp"
#include "dsp/random.hpp"
#include "spectrum.hpp"

namespace chronus::dsp {
namespace {

constexpr float kRate = 48'000.0F;
constexpr int kLength = 1 << 14;

std::vector<double> impulse_response(const FilterSettings& settings, int length = kLength) {
  Svf filter;
  filter.set(settings, kRate);
  std::vector<double> response(length);
  for (int n = 0; n < length; ++n) response[n] = filter.next(n == 0 ? 1.0 : 0.0);
  return response;
}

class Response : public testing::TestWithParam<FilterMode> {};

TEST_P(Response, IsTheCookbooks) {
  for (const float freq : {120.0F, 1000.0F, 9000.0F}) {
    for (const float q : {0.5F, 0.707F, 6.0F}) {
      for (const float gain_db : {-12.0F, 9.0F}) {
        const FilterSettings settings{GetParam(), freq, q, gain_db};
        // A transform's bins have half the amplitude that amplitudes() gives to a sine.
        auto bins = amplitudes(impulse_response(settings));
        for (double& bin : bins) bin *= kLength / 2.0;
        for (int bin = 10; bin < kLength / 2 - 25; bin += 1 + bin / 8) {
          const double hz = static_cast<double>(bin) * kRate / kLength;
          const double expected = cookbook_db(settings, hz, kRate);
          if (expected < -90.0) continue;
          ASSERT_NEAR(decibels(bins[bin]), expected, 0.01) << freq << " " << q << " at " << hz;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, Response,
                         testing::Values(FilterMode::kLowpass, FilterMode::kHighpass,
                                         FilterMode::kBandpass, FilterMode::kNotch,
                                         FilterMode::kPeak, FilterMode::kLowShelf,
                                         FilterMode::kHighShelf, FilterMode::kResonator));

TEST(Svf, IsTransparentAtAGainOfZero) {
  for (const auto mode : {FilterMode::kPeak, FilterMode::kLowShelf, FilterMode::kHighShelf}) {
    const auto response = impulse_response({mode, 1000.0F, 2.0F, 0.0F}, 1000);
    EXPECT_NEAR(response[0], 1.0, 1e-12);
    for (std::size_t n = 1; n < response.size(); ++n) ASSERT_NEAR(response[n], 0.0, 1e-12);
  }
}

TEST(Svf, HoldsAFrequencyAboveNyquist) {
  const auto response = impulse_response({FilterMode::kLowpass, 1e9F, 0.707F, 0.0F}, 10'000);
  for (const double sample : response) ASSERT_LT(std::abs(sample), 2.0);
}

TEST(Svf, TailEndsInTrueZero) {
  const auto response = impulse_response({FilterMode::kLowpass, 500.0F, 5.0F, 0.0F});
  EXPECT_NE(response[1000], 0.0);
  EXPECT_EQ(response.back(), 0.0);
}

TEST(Svf, StaysBoundedWhileEverySettingMovesAtFullRate) {
  Random random(5);
  Svf filter;
  double most = 0.0;
  for (int n = 0; n < 1'000'000; ++n) {
    const auto mode = static_cast<FilterMode>(static_cast<int>(3.5F + 3.49F * random.bipolar()));
    const float freq = 10010.0F + 10000.0F * random.bipolar();
    const float q = 10.1F + 10.0F * random.bipolar();
    filter.set({mode, freq, q, 24.0F * random.bipolar()}, kRate);
    most = std::max(most, std::abs(filter.next(random.bipolar())));
  }
  EXPECT_LT(most, 500.0);
}

/// A cutoff that jumps leaves no step in a lowpass: what was a click is a bend.
TEST(Svf, AJumpingCutoffDoesNotClick) {
  Svf filter;
  double before = 0.0, steepest = 0.0;
  for (int n = 0; n < 48'000; ++n) {
    filter.set({FilterMode::kLowpass, n / 600 % 2 == 0 ? 300.0F : 1000.0F, 0.707F, 0.0F}, kRate);
    const double now = filter.next(sin_turns(n * 110.0 / kRate));
    steepest = std::max(steepest, std::abs(now - before));
    before = now;
  }
  // The sine itself has 0.0144.
  EXPECT_LT(steepest, 0.06);
}

}  // namespace
}  // namespace chronus::dsp
