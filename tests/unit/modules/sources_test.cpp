// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "dsp/math.hpp"
#include "dsp/phase.hpp"
#include "module_bench.hpp"
#include "tests/unit/dsp/spectrum.hpp"

namespace chronus::engine {
namespace {

constexpr int kRate = 48'000;

/// Frames of the first and the last rising zero crossing, interpolated, and how many lie between.
double measured_hz(const Samples& samples) {
  double first = -1.0, last = -1.0;
  int cycles = -1;
  for (std::size_t n = 1; n < samples.size(); ++n) {
    if (samples[n - 1] >= 0.0F || samples[n] < 0.0F) continue;
    const double step = samples[n] - samples[n - 1];
    last = static_cast<double>(n) - samples[n] / step;
    if (first < 0.0) first = last;
    ++cycles;
  }
  return cycles * kRate / (last - first);
}

TEST(Sine, FollowsTheExactPhaseForHalfAMinute) {
  ModuleBench sine("sine", 30 * kRate);
  sine.set("freq", 439.7F).set("level", 1.0F).run();
  double worst = 0.0;
  for (int n = 0; n < 30 * kRate; ++n) {
    const double cycles = std::fmod(static_cast<double>(439.7F) * n, kRate) / kRate;
    const double exact = std::sin(2.0 * std::numbers::pi * cycles);
    worst = std::max(worst, std::abs(static_cast<double>(sine.output()[n]) - exact));
  }
  EXPECT_LT(worst, 2.3e-7);
}

TEST(Sine, ChangesPitchWithoutAClick) {
  ModuleBench sine("sine", kRate);
  for (int n = 0; n < kRate; ++n) sine.param("freq")[n] = n / 777 % 2 == 0 ? 300.0F : 500.0F;
  sine.set("level", 1.0F).run();
  EXPECT_LT(steepest(sine.output()), 2.0 * std::numbers::pi * 500.0 / kRate * 1.001);
}

TEST(Osc, IsInTuneInEveryWave) {
  for (const float wave : {0.0F, 1.0F, 2.0F, 3.0F}) {
    for (const float hz : {27.5F, 440.0F, 3520.0F}) {
      ModuleBench osc("osc", 4 * kRate);
      osc.set("wave", wave).set("freq", hz).run();
      EXPECT_NEAR(measured_hz(osc.output()) / hz, 1.0, 2e-5) << "wave " << wave << ", " << hz;
    }
  }
}

TEST(Osc, PulseWidthIsTheShareOfTheCycleThatIsHigh) {
  ModuleBench osc("osc", kRate);
  osc.set("wave", 3.0F).set("freq", 100.0F).set("pw", 0.2F).run();
  const auto high = std::ranges::count_if(osc.output(), [](float x) { return x > 0.0F; });
  EXPECT_NEAR(static_cast<double>(high) / kRate, 0.2, 0.003);
}

TEST(Osc, LevelIsThePeak) {
  for (const float wave : {0.0F, 1.0F, 2.0F, 3.0F}) {
    ModuleBench osc("osc", kRate);
    osc.set("wave", wave).set("freq", 55.0F).set("amp", 0.5F).run();
    // Without what is above 20 kHz an edge overshoots.
    EXPECT_NEAR(peak(osc.output()), wave < 2.0F ? 0.5F : 0.55F, wave < 2.0F ? 0.01F : 0.06F)
        << wave;
  }
}

TEST(Osc, AFrequencyAboveNyquistStaysBelowIt) {
  for (const float wave : {0.0F, 1.0F, 2.0F, 3.0F}) {
    ModuleBench osc("osc", 8000, 8000.0F);
    osc.set("wave", wave).set("freq", 20'000.0F).run();
    EXPECT_GT(peak(osc.output()), 0.0F) << wave;
    EXPECT_LT(peak(osc.output()), 0.7F) << wave;
  }
}

/// The loudest bin below 20 kHz that is no multiple of `cycles`, in dB of the loudest that is one.
double worst_alias_db(const Samples& samples, int cycles) {
  const std::vector<double> take(samples.begin(), samples.end());
  const auto bins = dsp::amplitudes(take);
  double own = 0.0, alien = 0.0;
  for (std::size_t n = 1; n < bins.size() * 20 / 24; ++n) {
    double& most = n % static_cast<std::size_t>(cycles) == 0 ? own : alien;
    most = std::max(most, bins[n]);
  }
  return dsp::decibels(alien / own);
}

/// A master of `cycles` cycles in the take, and a slave that is a fifth or so of an octave above.
Samples synced(float wave, int cycles, int frames) {
  const float hz = static_cast<float>(cycles) * kRate / static_cast<float>(frames);
  ModuleBench slave("osc", 2 * frames);
  for (int n = 0; n < 2 * frames; ++n) {
    // A saw through 0, exactly periodic.
    const auto place = static_cast<std::int64_t>(n) * cycles % frames;
    slave.input(0)[n] = 2.0F * static_cast<float>(place) / static_cast<float>(frames) - 1.0F;
  }
  slave.set("wave", wave).set("freq", hz * 2.37F).set("level", 1.0F).run();
  return {slave.output().begin() + frames, slave.output().end()};
}

TEST(Osc, SyncGivesItThePitchOfWhatItIsSyncedTo) {
  constexpr int kFrames = 1 << 14;
  for (const float wave : {0.0F, 1.0F, 2.0F, 3.0F}) {
    for (const int cycles : {37, 149, 691}) {
      const Samples out = synced(wave, cycles, kFrames);
      EXPECT_LT(worst_alias_db(out, cycles), cycles < 500 ? -60.0 : -50.0)
          << "wave " << wave << ", " << cycles;
      EXPECT_LT(peak(out), 2.0F);
    }
  }
}

TEST(Osc, WithoutSyncIsAsIfItHadNone) {
  constexpr int kFrames = 5000;
  ModuleBench with("osc", kFrames), without("osc", kFrames);
  for (int n = 100; n < kFrames; ++n) with.input(0)[n] = -0.5F;  // it never rises
  with.set("wave", 2.0F).run(), without.set("wave", 2.0F).run();
  EXPECT_EQ(with.output(), without.output());
}

/// Hz between two rising zero crossings around frame `at`.
double hz_around(const Samples& samples, int at) {
  return measured_hz(Samples(samples.begin() + at - 380, samples.begin() + at + 380));
}

TEST(Glide, TakesItsTimeToANewPitchAlongAnExponentialOfPitch) {
  for (const auto* const type : {"sine", "osc"}) {
    ModuleBench source(type, 2 * kRate);
    for (int n = kRate / 2; n < 2 * kRate; ++n) source.param("freq")[n] = 1'760.0F;
    for (int n = 0; n < kRate / 2; ++n) source.param("freq")[n] = 440.0F;
    source.set("portamento", 0.5F).run();
    const Samples& out = source.output();
    EXPECT_NEAR(hz_around(out, kRate / 4), 440.0, 0.1) << type << ": the first is not glided to";
    // Half of the time leaves 2^-5 of two octaves.
    EXPECT_NEAR(hz_around(out, 3 * kRate / 4), 1'760.0 * std::exp2(-2.0 / 32.0), 2.0) << type;
    EXPECT_NEAR(hz_around(out, kRate), 1'760.0 * std::exp2(-2.0 / 1'024.0), 0.5) << type;
    EXPECT_NEAR(hz_around(out, 3 * kRate / 2), 1'760.0, 0.02) << type;
  }
}

TEST(Glide, TurnsWhereItIsWhenThePitchChangesOnTheWay) {
  ModuleBench source("sine", 2 * kRate);
  for (int n = 0; n < 2 * kRate; ++n) {
    source.param("freq")[n] = n < kRate / 2 ? 440.0F : n < kRate * 3 / 4 ? 1'760.0F : 880.0F;
  }
  source.set("glide", 1.0F).run();
  // A quarter of the time leaves 2^-2.5 of the two octaves.
  const double turned_at = 2.0 - 2.0 * std::exp2(-2.5);
  const double before = 440.0 * std::exp2(turned_at);
  EXPECT_NEAR(hz_around(source.output(), kRate * 3 / 4 - 400) / before, 1.0, 0.03);
  EXPECT_NEAR(hz_around(source.output(), kRate * 3 / 4 + 400) / before, 1.0, 0.03);
  EXPECT_NEAR(hz_around(source.output(), kRate * 5 / 4),
              880.0 * std::exp2((turned_at - 1.0) / 32.0), 3.0);
}

TEST(Glide, OfNoSecondsIsNone) {
  for (const auto* const type : {"sine", "osc"}) {
    ModuleBench jumping(type, kRate), gliding(type, kRate);
    for (int n = 0; n < kRate; ++n) {
      const float hz = 100.0F + static_cast<float>(n / 777 % 5) * 33.3F;
      jumping.param("freq")[n] = gliding.param("freq")[n] = hz;
    }
    // What has been glided to leaves nothing behind.
    for (int n = 0; n < kRate / 2; ++n) gliding.param("glide")[n] = 0.001F;
    jumping.run(), gliding.run();
    const int at = 61 * 777 - 388;  // between two changes, long after the last glide
    EXPECT_NEAR(hz_around(gliding.output(), at), hz_around(jumping.output(), at), 0.05) << type;
  }
}

TEST(Sine, WithoutGlideIsTheExactPhaseOfItsFrequencies) {
  ModuleBench sine("sine", kRate);
  for (int n = 0; n < kRate; ++n) sine.param("freq")[n] = n / 777 % 2 == 0 ? 300.0F : 500.0F;
  sine.run();
  dsp::Phase phase;
  for (int n = 0; n < kRate; ++n) {
    const float level = sine.param("level")[n];
    ASSERT_NEAR(sine.output()[n], level * dsp::sin_turns(phase.turns()), 1e-7) << n;
    phase.advance(static_cast<double>(sine.param("freq")[n]) / 48000.0F);
  }
}

TEST(Noise, EveryModuleHasItsOwn) {
  ModuleBench one("noise", 1000, kRate, 1), same("noise", 1000, kRate, 1),
      other("noise", 1000, kRate, 2);
  one.run(), same.run(), other.run();
  EXPECT_EQ(one.output(), same.output());
  EXPECT_NE(one.output(), other.output());
}

TEST(Noise, WhiteAndPinkPeakNearTheLevel) {
  for (const float color : {0.0F, 1.0F}) {
    ModuleBench noise("noise", 4 * kRate);
    noise.set("color", color).set("level", 0.5F).run();
    EXPECT_GT(peak(noise.output()), 0.3F) << color;
    EXPECT_LT(peak(noise.output()), 0.6F) << color;
  }
}

/// Steps between neighbours are what a slope of -3 dB takes from white noise.
TEST(Noise, PinkIsDarkerThanWhite) {
  const auto roughness = [](float color) {
    ModuleBench noise("noise", kRate);
    noise.set("kind", color).run();
    double power = 0.0, steps = 0.0;
    for (int n = 1; n < kRate; ++n) {
      const double x = noise.output()[n], step = x - noise.output()[n - 1];
      power += x * x, steps += step * step;
    }
    return steps / power;
  };
  EXPECT_NEAR(roughness(0.0F), 2.0, 0.05);
  EXPECT_LT(roughness(1.0F), 0.7);
}

}  // namespace
}  // namespace chronus::engine
