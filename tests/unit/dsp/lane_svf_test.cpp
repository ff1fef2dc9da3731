// SPDX-License-Identifier: MIT
#include "dsp/lane_svf.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "cookbook.hpp"
#include "dsp/random.hpp"
#include "spectrum.hpp"

namespace chronus::dsp {
namespace {

/// One lane, tick by tick.
class Filter {
 public:
  static constexpr int kTick = LaneSvf<1>::kTick;

  /// The next kTick samples of `in`, over them.
  void run(const FilterSettings& settings, float rate, float* samples) {
    lane_.set({{settings.freq_hz},
               {settings.q},
               {settings.gain_db},
               {static_cast<std::int32_t>(settings.mode)}},
              rate, 0);
    lane_.hush();
    lane_.run(
        0, kTick, [&](int i) { return Float<1>{samples[i]}; },
        [&](int i, const Float<1>& out) { samples[i] = out.a; });
  }

 private:
  LaneSvf<1> lane_;
};

std::vector<double> impulse_response(const FilterSettings& settings, int length, float rate) {
  Filter filter;
  std::vector<float> samples(length);
  samples[0] = 1.0F;
  for (int n = 0; n < length; n += Filter::kTick) filter.run(settings, rate, samples.data() + n);
  return {samples.begin(), samples.end()};
}

class LaneResponse : public testing::TestWithParam<FilterMode> {};

TEST_P(LaneResponse, IsTheCookbooks) {
  constexpr float kRate = 48'000.0F;
  constexpr int kLength = 1 << 14;
  for (const float freq : {120.0F, 1000.0F, 9000.0F}) {
    for (const float q : {0.5F, 0.707F, 6.0F}) {
      for (const float gain_db : {-12.0F, 9.0F}) {
        const FilterSettings settings{GetParam(), freq, q, gain_db};
        auto bins = amplitudes(impulse_response(settings, kLength, kRate));
        for (double& bin : bins) bin *= kLength / 2.0;
        for (int bin = 10; bin < kLength / 2 - 25; bin += 1 + bin / 8) {
          const double hz = static_cast<double>(bin) * kRate / kLength;
          const double expected = cookbook_db(settings, hz, kRate);
          if (expected < -60.0) continue;
          ASSERT_NEAR(decibels(bins[bin]), expected, 0.02) << freq << " " << q << " at " << hz;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, LaneResponse,
                         testing::Values(FilterMode::kLowpass, FilterMode::kHighpass,
                                         FilterMode::kBandpass, FilterMode::kNotch,
                                         FilterMode::kPeak, FilterMode::kLowShelf,
                                         FilterMode::kHighShelf, FilterMode::kResonator));

/// Where single precision has least to spare: g^2 is below the last bit of 1.
TEST(LaneSvf, IsStillTheCookbooksAtTenHertzOf192Kilohertz) {
  constexpr float kRate = 192'000.0F;
  for (const auto mode : {FilterMode::kLowpass, FilterMode::kHighpass, FilterMode::kBandpass}) {
    const FilterSettings settings{mode, 10.0F, 0.707F, 0.0F};
    for (const double hz : {5.0, 10.0, 20.0, 50.0}) {
      Filter filter;
      double power = 0.0, own = 0.0;
      for (int n = 0; n < 5 * 192'000; n += Filter::kTick) {
        float samples[Filter::kTick];
        double ins[Filter::kTick];
        for (int i = 0; i < Filter::kTick; ++i) {
          ins[i] = sin_turns((n + i) * hz / kRate);
          samples[i] = static_cast<float>(ins[i]);
        }
        filter.run(settings, kRate, samples);
        if (n < 4 * 192'000) continue;
        for (int i = 0; i < Filter::kTick; ++i) {
          power += static_cast<double>(samples[i]) * samples[i];
          own += ins[i] * ins[i];
        }
      }
      EXPECT_NEAR(10.0 * std::log10(power / own), cookbook_db(settings, hz, kRate), 0.05) << hz;
    }
  }
}

TEST(LaneSvf, TailEndsInTrueZero) {
  const auto response =
      impulse_response({FilterMode::kLowpass, 500.0F, 5.0F, 0.0F}, 1 << 14, 48'000.0F);
  EXPECT_NE(response[1000], 0.0);
  EXPECT_EQ(response.back(), 0.0);
}

TEST(LaneSvf, IsTransparentAtAGainOfZero) {
  for (const auto mode : {FilterMode::kPeak, FilterMode::kLowShelf, FilterMode::kHighShelf}) {
    const auto response = impulse_response({mode, 1000.0F, 2.0F, 0.0F}, 1'008, 48'000.0F);
    EXPECT_EQ(response[0], 1.0);
    for (std::size_t n = 1; n < response.size(); ++n) ASSERT_EQ(response[n], 0.0);
  }
}

TEST(LaneSvf, StaysBoundedWhileEverySettingJumpsAtEveryTick) {
  Random random(5);
  Filter filter;
  float most = 0.0F;
  for (int n = 0; n < 100'000; ++n) {
    const auto mode = static_cast<FilterMode>(static_cast<int>(3.5F + 3.49F * random.bipolar()));
    const float freq = 10'010.0F + 10'000.0F * random.bipolar();
    const float q = 10.1F + 10.0F * random.bipolar();
    float samples[Filter::kTick];
    for (float& sample : samples) sample = random.bipolar();
    filter.run({mode, freq, q, 24.0F * random.bipolar()}, 48'000.0F, samples);
    for (const float sample : samples) most = std::max(most, std::abs(sample));
  }
  EXPECT_LT(most, 1'000.0F);
}

TEST(LaneSvf, AJumpingCutoffDoesNotClick) {
  Filter filter;
  float before = 0.0F, steepest = 0.0F;
  for (int n = 0; n < 48'000; n += Filter::kTick) {
    float samples[Filter::kTick];
    for (int i = 0; i < Filter::kTick; ++i) {
      samples[i] = static_cast<float>(sin_turns((n + i) * 110.0 / 48'000.0));
    }
    const float freq = n / 600 % 2 == 0 ? 300.0F : 1'000.0F;
    filter.run({FilterMode::kLowpass, freq, 0.707F, 0.0F}, 48'000.0F, samples);
    for (const float sample : samples) {
      steepest = std::max(steepest, std::abs(sample - before));
      before = sample;
    }
  }
  // The sine itself has 0.0144.
  EXPECT_LT(steepest, 0.06F);
}

}  // namespace
}  // namespace chronus::dsp
