// SPDX-License-Identifier: MIT
// What supersaw, fm, pluck, wavetable and the colours of noise do to sound.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "module_bench.hpp"
#include "tests/unit/dsp/spectrum.hpp"

namespace chronus::engine {
namespace {

constexpr int kRate = 48'000;

/// Of the last 2^bits frames.
std::vector<double> spectrum(const Samples& samples, int bits = 15) {
  const std::vector<double> take(samples.end() - (1 << bits), samples.end());
  return dsp::amplitudes(take);
}

double power(const std::vector<double>& bins, double from_hz, double to_hz) {
  const double bin_hz = kRate / 2.0 / static_cast<double>(bins.size());
  double sum = 0.0;
  for (std::size_t n = 1; n < bins.size(); ++n) {
    const double hz = static_cast<double>(n) * bin_hz;
    if (hz >= from_hz && hz < to_hz) sum += bins[n] * bins[n];
  }
  return sum;
}

/// Of the loudest partial near `hz`, from the phase that it gains between two halves of a take that
/// is windowed (Hann).
double partial_hz(const Samples& samples, double hz, int from, int frames) {
  const auto phase_at = [&](int start) {
    dsp::Complex sum = 0.0;
    for (int n = 0; n < frames; ++n) {
      const double window = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * n / frames);
      const double angle = -2.0 * std::numbers::pi * hz * (start + n) / kRate;
      sum += window * samples[start + n] * std::polar(1.0, angle);
    }
    return std::arg(sum);
  };
  const int hop = frames / 8;
  const double gained =
      std::remainder(phase_at(from + hop) - phase_at(from), 2.0 * std::numbers::pi);
  return hz + gained * kRate / (2.0 * std::numbers::pi * hop);
}

double cents(double ratio) { return 1200.0 * std::log2(ratio); }

TEST(Pluck, IsInTuneWithinACentHoweverItIsDamped) {
  for (const float hz : {55.0F, 110.0F, 261.63F, 880.0F, 1'760.0F}) {
    for (const float damp : {0.0F, 0.5F, 1.0F}) {
      ModuleBench pluck("pluck", kRate);
      pluck.set("freq", hz).set("damp", damp).set("decay", 10.0F).run({{0, true}});
      // Of a high one that is damped nothing is left after a tenth of a second.
      const auto cycles = [&](int n) {
        return static_cast<int>(static_cast<float>(n * kRate) / hz);
      };
      const int from = std::min(kRate / 10, cycles(40)), frames = std::min(kRate / 4, cycles(400));
      const double heard = partial_hz(pluck.output(), hz, from, frames);
      EXPECT_NEAR(cents(heard / hz), 0.0, 1.0) << hz << " Hz, damp " << damp;
    }
  }
}

/// They die so soon that only undamped ones are there to be measured.
TEST(Pluck, IsInTuneWithinACentUpToItsHighestNote) {
  for (const float hz : {2'793.8F, 3'520.0F, 4'698.6F, 5'919.9F, 7'040.0F, 7'902.1F}) {
    ModuleBench pluck("pluck", kRate);
    pluck.set("freq", hz).set("damp", 0.0F).set("decay", 10.0F).run({{0, true}});
    const double heard = partial_hz(pluck.output(), hz, kRate / 50, kRate / 10);
    EXPECT_NEAR(cents(heard / hz), 0.0, 1.0) << hz;
  }
}

TEST(Pluck, RingsForItsDecayAndIsDampedByTheEndOfTheGate) {
  const auto level = [](const Samples& out, int from) {
    return dsp::decibels(peak(std::span(out).subspan(from, 2'000)));
  };
  ModuleBench pluck("pluck", 3 * kRate);
  pluck.set("freq", 220.0F).set("damp", 0.0F).set("decay", 4.0F).run({{0, true}});
  EXPECT_NEAR(level(pluck.output(), kRate / 2) - level(pluck.output(), 5 * kRate / 2), 30.0, 3.0);
  ModuleBench stopped("pluck", 3 * kRate);
  stopped.set("freq", 220.0F)
      .set("decay", 4.0F)
      .set("release", 0.1F)
      .run({{0, true}, {kRate, false}});
  EXPECT_EQ(peak(std::span(stopped.output()).subspan(2 * kRate)), 0.0F);
}

TEST(Pluck, HasNoDirectCurrent) {
  for (unsigned identity = 1; identity <= 8; ++identity) {
    ModuleBench pluck("pluck", kRate, kRate, identity);
    // A cycle is 480 frames: what is left of their sum is what falls in each.
    pluck.set("freq", 100.0F).set("damp", 0.0F).set("decay", 10.0F).run({{0, true}});
    double sum = 0.0;
    for (int n = 960; n < 960 + 80 * 480; ++n) sum += pluck.output()[n];
    EXPECT_NEAR(sum / (80 * 480), 0.0, 1e-3 * peak(pluck.output())) << identity;
  }
}

TEST(Pluck, IsBrighterWhereItIsPluckedHarder) {
  const auto brightness = [](float velocity) {
    ModuleBench pluck("pluck", kRate);
    pluck.run({{0, true, velocity}});
    const auto bins = spectrum(pluck.output());
    return power(bins, 2'000, 20'000) / power(bins, 20, 2'000);
  };
  EXPECT_GT(brightness(1.0F), 2.0 * brightness(0.2F));
}

TEST(Pluck, IsPluckedAgainWithoutAClick) {
  // A dull string: its steps are those of a low tone.
  ModuleBench pluck("pluck", kRate);
  pluck.set("color", 0.1F).set("damp", 1.0F).set("freq", 110.0F);
  std::vector<GateAt> gates;
  for (int at = 0; at < kRate; at += 3'700) gates.push_back({at, true, 0.5F});
  pluck.run(gates);
  ModuleBench once("pluck", kRate);
  once.set("color", 0.1F).set("damp", 1.0F).set("freq", 110.0F).run({{0, true, 0.5F}});
  EXPECT_LT(steepest(pluck.output()), 1.6F * steepest(once.output()));
  EXPECT_LT(steepest(once.output()), 0.35F * peak(once.output()));
}

/// Both sides together.
Samples middle(const ModuleBench& saw) {
  Samples sum = saw.output(0);
  for (std::size_t n = 0; n < sum.size(); ++n) sum[n] += saw.output(1)[n];
  return sum;
}

TEST(Supersaw, IsOneSawInTheMiddleWhereNothingIsMixedIn) {
  ModuleBench saw("supersaw", kRate);
  saw.set("mix", 0.0F).set("freq", 375.0F).run();
  const auto bins = spectrum(middle(saw));  // 256 cycles
  EXPECT_NEAR(dsp::decibels(bins[2 * 256] / bins[256]), -6.02, 0.7);
  EXPECT_NEAR(dsp::decibels(peak(saw.output(0)) / peak(saw.output(1))), 0.0, 1.0);
}

TEST(Supersaw, DetunesItsSawsAsFarAsItIsTold) {
  ModuleBench saw("supersaw", 2 * kRate);
  saw.set("mix", 1.0F).set("detune", 1.0F).set("freq", 1'000.0F).run();
  const auto bins = spectrum(middle(saw), 16);
  const double all = power(bins, 500, 1'500);
  EXPECT_GT(power(bins, 880, 900) / all, 0.05);
  EXPECT_GT(power(bins, 1'097, 1'117) / all, 0.05);
  EXPECT_LT(power(bins, 500, 850) / all, 0.001);
}

TEST(Supersaw, HasItsSawsFromLeftToRight) {
  ModuleBench saw("supersaw", 2 * kRate);
  saw.set("mix", 1.0F).set("detune", 1.0F).set("freq", 1'000.0F).run();
  const auto left = spectrum(saw.output(0), 16), right = spectrum(saw.output(1), 16);
  EXPECT_GT(power(left, 880, 900), 10.0 * power(right, 880, 900)) << "the lowest";
  EXPECT_LT(power(left, 1'097, 1'117), 0.1 * power(right, 1'097, 1'117)) << "the highest";
  EXPECT_LT(peak(middle(saw)), 0.9F);
}

TEST(Fm, OfNoIndexIsASine) {
  ModuleBench fm("fm", kRate);
  fm.set("index", 0.0F).set("freq", 375.0F).run();
  const auto bins = spectrum(fm.output());
  EXPECT_NEAR(bins[256], 0.35, 1e-3);
  EXPECT_LT(power(bins, 400, 24'000), 1e-9);
}

/// Of two operators: amplitudes are Bessel functions of the index.
TEST(Fm, HasTheSidebandsOfItsIndex) {
  ModuleBench fm("fm", kRate);
  fm.set("algorithm", 4.0F).set("level3", 0.0F).set("level", 1.0F);  // 2>1, and a silent pair
  fm.set("index", 1.5F).set("freq", 1'500.0F).set("ratio2", 0.25F).run();
  const auto bins = spectrum(fm.output());
  for (int n = -3; n <= 3; ++n) {
    const double expected = std::abs(std::cyl_bessel_j(std::abs(n), 1.5)) * 0.5;
    EXPECT_NEAR(bins[static_cast<std::size_t>(1'024 + 256 * n)], expected, 2e-3) << n;
  }
}

TEST(Fm, EveryAlgorithmSoundsDifferentAndNoneIsTooLoud) {
  std::vector<Samples> heard;
  for (int algorithm = 0; algorithm < 8; ++algorithm) {
    ModuleBench fm("fm", 10'000);
    fm.set("algorithm", static_cast<float>(algorithm))
        .set("feedback", 0.5F)
        .set("level", 1.0F)
        .run();
    EXPECT_LE(peak(fm.output()), 1.0001F) << algorithm;
    EXPECT_GT(peak(fm.output()), 0.3F) << algorithm;
    for (const Samples& other : heard) EXPECT_NE(other, fm.output()) << algorithm;
    heard.push_back(fm.output());
  }
}

TEST(Fm, IsInTuneForAMinute) {
  ModuleBench fm("fm", 60 * kRate);
  fm.set("index", 0.0F).set("freq", 437.3F).run();
  EXPECT_NEAR(cents(partial_hz(fm.output(), 437.3F, 59 * kRate, kRate / 2) / 437.3F), 0.0, 0.01);
}

TEST(Wavetable, HasTheSpectrumOfItsWavesAndNoAliasThatIsHeard) {
  for (const float table : {0.0F, 1.0F, 2.0F, 3.0F}) {
    for (const float position : {0.0F, 1.0F / 3.0F, 0.5F, 2.0F / 3.0F, 1.0F}) {
      for (const int cycles : {75, 301, 1'429, 2'857, 4'805}) {
        ModuleBench keys("wavetable", 1 << 15);
        keys.set("table", table).set("position", position);
        keys.set("freq", static_cast<float>(cycles) * kRate / 32'768.0F).set("level", 1.0F).run();
        const auto bins = spectrum(keys.output());
        double own = 0.0, alien = 0.0;
        for (std::size_t n = 1; n < 13'653; ++n) {
          double& most = n % static_cast<std::size_t>(cycles) == 0 ? own : alien;
          most = std::max(most, bins[n]);
        }
        EXPECT_LT(dsp::decibels(alien / own), -60.0) << table << " " << position << " " << cycles;
      }
    }
  }
  ModuleBench saw("wavetable", 1 << 15);
  saw.set("position", 2.0F / 3.0F).set("freq", 75.0F * kRate / 32'768.0F).run();
  const auto bins = spectrum(saw.output());
  for (std::size_t h = 2; h < 40; ++h) {
    EXPECT_NEAR(dsp::decibels(bins[75 * h] / bins[75]), -20.0 * std::log10(h), 0.3) << h;
  }
}

TEST(Wavetable, MovesThroughItsWavesWithoutAClick) {
  ModuleBench keys("wavetable", kRate);
  for (int n = 0; n < kRate; ++n) keys.param("position")[n] = static_cast<float>(n) / kRate;
  keys.set("table", 1.0F).set("freq", 100.0F).set("level", 1.0F).run();
  EXPECT_LE(peak(keys.output()), 1.001F);
  EXPECT_LT(steepest(keys.output()), 0.15F);
}

/// dB an octave from 200 Hz to 6.4 kHz, over five octaves.
double slope(float color) {
  ModuleBench noise("noise", 1 << 18);
  noise.set("color", color).run();
  const auto bins = spectrum(noise.output(), 18);
  const auto density = [&](double hz) { return power(bins, hz / 1.4142, hz * 1.4142) / hz; };
  return 10.0 * std::log10(density(6'400) / density(200)) / 5.0;
}

TEST(Noise, ColoursHaveTheirSlopes) {
  const double expected[] = {0.0, -3.0, -6.0, 3.0, 6.0};
  for (int color = 0; color < 5; ++color) {
    EXPECT_NEAR(slope(static_cast<float>(color)), expected[color], 0.5) << color;
    ModuleBench noise("noise", 4 * kRate);
    noise.set("color", static_cast<float>(color)).set("level", 0.5F).run();
    EXPECT_GT(peak(noise.output()), 0.3F) << color;
    EXPECT_LT(peak(noise.output()), 0.65F) << color;
  }
}

}  // namespace
}  // namespace chronus::engine
