// SPDX-License-Identifier: MIT
#include "dsp/waveform.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>
#include <vector>

#include "dsp/lane_waveform.hpp"
#include "dsp/phase.hpp"
#include "spectrum.hpp"

namespace chronus::dsp {
namespace {

constexpr int kLength = 1 << 15;
using Wave = std::function<double(double phase, double increment)>;

/// Spectrum of exactly `cycles` cycles: harmonics fall on multiples of that bin, and aliases of a
/// prime number of cycles on any other.
std::vector<double> spectrum(const Wave& wave, int cycles) {
  const double increment = static_cast<double>(cycles) / kLength;
  Phase phase;
  std::vector<double> x(kLength);
  for (double& sample : x) {
    sample = wave(phase.turns(), increment);
    phase.advance(increment);
  }
  return amplitudes(x);
}

/// The loudest bin below `end_bin` that is no harmonic, in dB of the fundamental.
double worst_alias_db(const Wave& wave, int cycles, int end_bin) {
  const std::vector<double> bins = spectrum(wave, cycles);
  double worst = 0.0;
  for (int n = 1; n < end_bin; ++n) {
    if (n % cycles != 0) worst = std::max(worst, bins[n]);
  }
  return decibels(worst / bins[cycles]);
}

const Wave kSaw = [](double phase, double increment) { return saw(phase, increment); };
const Wave kPulse = [](double phase, double increment) { return pulse(phase, increment, 0.3); };
const Wave kTriangle = [](double phase, double increment) { return triangle(phase, increment); };
template <class Draw>
double drawn(double phase, double increment, Draw draw) {
  const UInt<1> turns{static_cast<std::uint32_t>(static_cast<std::uint64_t>(phase * 0x1p32))};
  const double steps = increment * 0x1p32;
  const auto whole = static_cast<std::uint32_t>(steps);
  const auto rest = static_cast<std::uint32_t>((steps - whole) * 0x1p32);
  return static_cast<double>(draw(LaneWaves<1>({{whole}, {rest}}), turns).a);
}
const Wave kLaneSaw = [](double phase, double increment) {
  return drawn(phase, increment, [](const auto& waves, auto turns) { return waves.saw(turns); });
};
const Wave kLanePulse = [](double phase, double increment) {
  return drawn(phase, increment,
               [](const auto& waves, auto turns) { return waves.pulse(turns, Float<1>{0.3F}); });
};
const Wave kLaneTriangle = [](double phase, double increment) {
  return drawn(phase, increment,
               [](const auto& waves, auto turns) { return waves.triangle(turns); });
};
const Wave kNaiveTriangle = [](double phase, double) { return naive_triangle(phase); };
const Wave kNaiveSaw = [](double phase, double) { return 2.0 * phase - 1.0; };

// At 48 kHz: 683 cycles are 1000.5 Hz, 2731 are 4000.5 Hz; bin 8192 is 12 kHz.
constexpr int kOneKilohertz = 683, kFourKilohertz = 2731, kTwelveKilohertz = 8192;

TEST(BandLimit, TheSplinesIntegralsAreSmoothAndEndAfterTwoFrames) {
  EXPECT_DOUBLE_EQ(spline_step(0.0), 0.5);
  EXPECT_EQ(spline_step(2.0), 0.0);
  EXPECT_EQ(spline_ramp(2.0), 0.0);
  for (double d = 0.0; d < 2.0; d += 1.0 / 64) {
    const double middle = d + 1.0 / 128;
    // The ramp is the step's integral, the step the integral of the cubic B-spline.
    EXPECT_NEAR((spline_ramp(d) - spline_ramp(d + 1.0 / 64)) * 64, spline_step(middle), 2e-5) << d;
    const double e = 2.0 - middle;
    const double spline =
        middle < 1.0 ? 2.0 / 3.0 - middle * middle * (1.0 - middle / 2.0) : e * e * e / 6.0;
    EXPECT_NEAR((spline_step(d) - spline_step(d + 1.0 / 64)) * 64, spline, 5e-5) << d;
  }
}

TEST(Waveform, AliasesOfAnEdgeAtOneKilohertzLieBelowMinus65DecibelsWhereTheEarIsKeen) {
  EXPECT_LT(worst_alias_db(kSaw, kOneKilohertz, kTwelveKilohertz), -65.0);
  EXPECT_LT(worst_alias_db(kPulse, kOneKilohertz, kTwelveKilohertz), -65.0);
  // The yardstick itself: without the residual the same measure fails by far.
  EXPECT_GT(worst_alias_db(kNaiveSaw, kOneKilohertz, kTwelveKilohertz), -40.0);
}

TEST(Waveform, AliasesOfAnEdgeAtFourKilohertzLieBelowMinus45DecibelsWhereTheEarIsKeen) {
  EXPECT_LT(worst_alias_db(kSaw, kFourKilohertz, kTwelveKilohertz), -45.0);
  EXPECT_LT(worst_alias_db(kPulse, kFourKilohertz, kTwelveKilohertz), -45.0);
}

TEST(Waveform, AliasesOfATriangleLieBelowMinus70DecibelsEverywhere) {
  EXPECT_LT(worst_alias_db(kTriangle, kOneKilohertz, kLength / 2), -70.0);
  EXPECT_GT(worst_alias_db(kNaiveTriangle, kOneKilohertz, kLength / 2), -60.0);
}

TEST(Waveform, HarmonicsHaveTheirFourierAmplitudes) {
  constexpr int kCycles = 101;  // 148 Hz: what the spline takes off at the top is out of sight
  const auto saw_bins = spectrum(kSaw, kCycles);
  const auto pulse_bins = spectrum(kPulse, kCycles);
  const auto triangle_bins = spectrum(kTriangle, kCycles);
  const double pi = std::numbers::pi;
  for (int h = 1; h <= 9; ++h) {
    EXPECT_NEAR(saw_bins[h * kCycles], 2.0 / (pi * h), 2e-3) << h;
    EXPECT_NEAR(pulse_bins[h * kCycles], 4.0 / (pi * h) * std::abs(std::sin(pi * h * 0.3)), 2e-3)
        << h;
    EXPECT_NEAR(triangle_bins[h * kCycles], h % 2 != 0 ? 8.0 / (pi * pi * h * h) : 0.0, 2e-3) << h;
  }
}

TEST(LaneWaves, AreThoseOfDoublePrecision) {
  // Up to where both edges of a cycle are near.
  for (const double increment : {1e-5, 0.0103, 0.1, 0.2601, 0.37, 0.489}) {
    for (double phase = 0.0; phase < 1.0; phase += 1.0 / 1'021) {
      ASSERT_NEAR(kLaneSaw(phase, increment), kSaw(phase, increment), 1.5e-6) << phase;
      ASSERT_NEAR(kLanePulse(phase, increment), kPulse(phase, increment), 3e-6) << phase;
      ASSERT_NEAR(kLaneTriangle(phase, increment), kTriangle(phase, increment), 2e-6) << phase;
    }
  }
}

TEST(Waveform, StartsAtZeroAndHasNoDc) {
  for (const Wave& wave : {kSaw, kTriangle}) EXPECT_NEAR(wave(0.0, 0.01), 0.0, 1e-12);
  for (const Wave& wave : {kSaw, kPulse, kTriangle}) {
    EXPECT_LT(spectrum(wave, kOneKilohertz)[0], 1e-6);
  }
}

}  // namespace
}  // namespace chronus::dsp
