// SPDX-License-Identifier: MIT
#include "dsp/waveform.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <numbers>
#include <string>
#include <utility>
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

// At 48 kHz; prime numbers of cycles, so that an alias meets no harmonic.
constexpr int kFourFifty = 307, kOneKilohertz = 683, kFourKilohertz = 2731;
constexpr int kSevenKilohertz = 4813, kFifteenKilohertz = 10240, kTwentyKilohertz = 13653;

TEST(BandLimit, TheTailsAreSmoothAndEndAfterFourFrames) {
  EXPECT_NEAR(step_tail(0.0), 0.5, 1e-9);
  for (const double end : {step_tail(3.999'999), corner_tail(3.999'999)})
    EXPECT_NEAR(end, 0.0, 1e-9);
  EXPECT_EQ(step_tail(4.0), 0.0);
  EXPECT_EQ(corner_tail(4.0), 0.0);
  for (double d = 0.0; d < 4.0; d += 1.0 / 64) {
    const double fall = (corner_tail(d) - corner_tail(d + 1.0 / 64)) * 64;
    EXPECT_NEAR(fall, step_tail(d + 1.0 / 128), 5e-5) << d;
  }
}

TEST(Waveform, AliasesOfAnEdgeLieBelowMinus60DecibelsWhereverTheyAreHeard) {
  for (const int cycles : {kFourFifty, kOneKilohertz, kFourKilohertz, kSevenKilohertz}) {
    for (const Wave* wave : {&kSaw, &kPulse, &kTriangle, &kLaneSaw, &kLanePulse, &kLaneTriangle}) {
      EXPECT_LT(worst_alias_db(*wave, cycles, kTwentyKilohertz), -60.0) << cycles;
    }
  }
  // The yardstick itself: without the residual the same measure fails by far.
  EXPECT_GT(worst_alias_db(kNaiveSaw, kOneKilohertz, kTwentyKilohertz), -40.0);
  EXPECT_GT(worst_alias_db(kNaiveTriangle, kFourKilohertz, kTwentyKilohertz), -55.0);
}

Wave pulse_of(double width) {
  return [width](double phase, double increment) { return pulse(phase, increment, width); };
}
Wave lane_pulse_of(float width) {
  return [width](double phase, double increment) {
    return drawn(phase, increment, [&](const auto& waves, auto turns) {
      return waves.pulse(turns, Float<1>{width});
    });
  };
}

TEST(Waveform, AliasesOfANarrowPulseLieBelowMinus60DecibelsAsWell) {
  for (const float width : {0.05F, 0.07F, 0.1F, 0.15F, 0.2F, 0.22F, 0.25F, 0.9F, 0.95F}) {
    for (const int cycles : {kOneKilohertz, 1'429, 2'857, 4'805, 6'131}) {
      EXPECT_LT(worst_alias_db(lane_pulse_of(width), cycles, kTwentyKilohertz), -60.0)
          << width << ", " << cycles;
    }
  }
}

TEST(Waveform, TrebleOfANarrowPulseIsThereUpToFifteenKilohertz) {
  for (const float width : {0.05F, 0.15F, 0.22F}) {
    for (const int cycles : {101, kOneKilohertz, kFourKilohertz}) {
      const auto bins = spectrum(lane_pulse_of(width), cycles);
      for (int h = 1; h * cycles < kFifteenKilohertz; ++h) {
        const double pi = std::numbers::pi;
        const double ideal =
            4.0 / (pi * h) * std::abs(std::sin(pi * h * static_cast<double>(width)));
        if (ideal < 1e-3) continue;
        EXPECT_NEAR(decibels(bins[h * cycles] / ideal), 0.0, 0.5) << width << ", harmonic " << h;
      }
    }
  }
}

TEST(Waveform, APulseFromAQuarterToThreeIsTheDifferenceOfTwoSaws) {
  for (const float width : {0.25F, 0.4F, 0.5F, 0.75F}) {
    const auto turns = static_cast<std::uint32_t>(static_cast<double>(width) * 0x1p32);
    for (const std::uint32_t step : {1'000'003U, 300'000'007U, 900'000'011U}) {
      const LaneWaves<1> waves({{step}, {0U}});
      for (std::uint32_t phase = 0, n = 0; n < 1'000; ++n, phase += step) {
        const float plain = waves.saw({phase - turns}).a - waves.saw({phase}).a;
        ASSERT_EQ(waves.pulse({phase}, {width}).a, plain) << width << ", " << step;
      }
    }
  }
}

TEST(Waveform, TrebleIsThereUpToFifteenKilohertz) {
  for (const int cycles : {101, kOneKilohertz, kFourKilohertz, kSevenKilohertz}) {
    const auto bins = spectrum(kLaneSaw, cycles);
    for (int h = 1; h * cycles < kFifteenKilohertz; ++h) {
      const double ideal = 2.0 / (std::numbers::pi * h);
      EXPECT_NEAR(decibels(bins[h * cycles] / ideal), 0.0, 0.5) << cycles << ", harmonic " << h;
    }
  }
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
      for (const float width : {0.05F, 0.21F}) {
        ASSERT_NEAR(lane_pulse_of(width)(phase, increment), pulse_of(width)(phase, increment), 4e-6)
            << width << ", " << phase;
      }
      ASSERT_NEAR(kLaneTriangle(phase, increment), kTriangle(phase, increment), 2e-6) << phase;
    }
  }
}

TEST(Waveform, StartsAtZeroAndHasNoDc) {
  for (const Wave& wave : {kSaw, kTriangle}) EXPECT_NEAR(wave(0.0, 0.01), 0.0, 1e-10);
  for (const Wave& wave : {kSaw, kPulse, kTriangle}) {
    EXPECT_LT(spectrum(wave, kOneKilohertz)[0], 1e-6);
  }
}

}  // namespace
}  // namespace chronus::dsp
