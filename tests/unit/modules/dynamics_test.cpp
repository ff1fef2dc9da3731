// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "dsp/ceiling.hpp"
#include "module_bench.hpp"
#include "random_patch.hpp"
#include "response.hpp"

namespace chronus::engine {
namespace {

constexpr int kRate = 48'000;

void fill_tone(Samples& samples, double hz, double level) {
  for (std::size_t n = 0; n < samples.size(); ++n) {
    samples[n] = static_cast<float>(level * sine_at(hz, static_cast<double>(n), kRate));
  }
}

double level_of_db(double db) { return std::pow(10.0, db / 20.0); }

/// Of a tone of that peak, once it has settled.
double reduction_db(double level_db, float threshold, float ratio, float knee) {
  ModuleBench compressor("compressor", kRate);
  fill_tone(compressor.input(0), 1'000.0, level_of_db(level_db));
  compressor.set("threshold", threshold).set("ratio", ratio).set("knee", knee);
  compressor.set("attack", 0.001F).set("release", 0.5F).run();
  const std::span out = compressor.output(0);
  return db_of(rms(out.last(4'800)) / rms(std::span(compressor.input(0)).last(4'800)));
}

TEST(Compressor, ReducesByItsCurve) {
  for (const float ratio : {2.0F, 4.0F, 50.0F}) {
    const double slope = 1.0 / ratio - 1.0;
    EXPECT_NEAR(reduction_db(-30.0, -20.0F, ratio, 6.0F), 0.0, 0.01) << ratio;
    EXPECT_NEAR(reduction_db(-10.0, -20.0F, ratio, 6.0F), 10.0 * slope, 0.2) << ratio;
    EXPECT_NEAR(reduction_db(0.0, -20.0F, ratio, 0.0F), 20.0 * slope, 0.2) << ratio;
    // In the middle of a knee of 12 dB: (knee / 2)^2 / (2 knee).
    EXPECT_NEAR(reduction_db(-20.0, -20.0F, ratio, 12.0F), 1.5 * slope, 0.2) << ratio;
  }
}

TEST(Compressor, ItsAttackCoversWhatItSaysInItsTime) {
  for (const float attack : {0.002F, 0.02F}) {
    ModuleBench compressor("compressor", kRate);
    std::fill(compressor.input(0).begin() + 1'000, compressor.input(0).end(), 1.0F);
    compressor.set("threshold", -20.0F).set("ratio", 50.0F).set("knee", 0.0F);
    const Samples& out = compressor.set("attack", attack).run();
    const int then = 1'000 + static_cast<int>(attack * kRate);
    const double all = db_of(out.back());
    EXPECT_NEAR(all, -19.6, 0.1);
    EXPECT_NEAR(db_of(out[then]) / all, 1.0 - std::exp(-1.0), 0.01);
  }
}

TEST(Compressor, ItsReleaseGivesBackInItsTime) {
  ModuleBench compressor("compressor", 2 * kRate);
  for (int n = 0; n < 2 * kRate; ++n) compressor.input(0)[n] = n < kRate ? 1.0F : 0.001F;
  compressor.set("threshold", -20.0F).set("ratio", 50.0F).set("knee", 0.0F);
  compressor.set("attack", 0.0001F).set("release", 0.1F).run();
  const double at_once = db_of(compressor.output(0)[kRate] / 0.001);
  const double then = db_of(compressor.output(0)[kRate + 4'800] / 0.001);
  EXPECT_NEAR(then / at_once, std::exp(-1.0), 0.02);
}

TEST(Compressor, TakesBothSidesAsOne) {
  ModuleBench compressor("compressor", kRate);
  fill_tone(compressor.input(0), 1'000.0, 1.0);
  fill_tone(compressor.input(1), 300.0, 0.01);
  compressor.set("threshold", -20.0F).run();
  const auto gain = [&](std::size_t side) {
    return rms(std::span(compressor.output(side)).last(4'800)) /
           rms(std::span(compressor.input(side)).last(4'800));
  };
  EXPECT_NEAR(gain(0), gain(1), 0.01 * gain(0));
  EXPECT_LT(gain(0), 0.3);
}

TEST(Compressor, ASideChainDucks) {
  ModuleBench compressor("compressor", kRate);
  fill_tone(compressor.input(0), 1'000.0, 0.5);
  for (int n = kRate / 2; n < kRate; ++n) compressor.input(2)[n] = 1.0F;
  compressor.set("key", 1.0F).set("threshold", -30.0F).set("ratio", 50.0F).run();
  const std::span out = compressor.output(0);
  EXPECT_NEAR(db_of(rms(out.first(kRate / 2)) / rms(std::span(compressor.input(0)))), 0.0, 0.01);
  EXPECT_LT(db_of(rms(out.last(4'800)) / rms(std::span(compressor.input(0)))), -28.0);
}

TEST(Compressor, MakesUp) {
  ModuleBench compressor("compressor", 1'000);
  fill_tone(compressor.input(0), 1'000.0, 0.01);
  compressor.set("makeup", 20.0F).run();
  EXPECT_NEAR(compressor.output(0)[700] / compressor.input(0)[700], 10.0F, 1e-4F);
}

TEST(Limiter, NothingIsEverAboveItsCeiling) {
  for (const float rate : {22'050.0F, 48'000.0F, 192'000.0F}) {
    for (const float ceiling_db : {-0.3F, -6.0F}) {
      ModuleBench limiter("limiter", 200'000, rate);
      std::mt19937 random(3);
      for (int side = 0; side < 2; ++side) {
        float level = 1.0F;
        for (float& sample : limiter.input(side)) {
          if (random() % 300 == 0) level = std::pow(10.0F, uniform(random, -2.0F, 1.5F));
          sample = uniform(random, -level, level);
        }
      }
      limiter.set("ceiling", ceiling_db).set("release", 0.01F).run();
      const float ceiling = static_cast<float>(level_of_db(ceiling_db)) * (1.0F + 2e-7F);
      EXPECT_LE(peak(limiter.output(0)), ceiling) << rate;
      EXPECT_LE(peak(limiter.output(1)), ceiling) << rate;
      EXPECT_GT(peak(limiter.output(0)), 0.95F * ceiling) << rate;
    }
  }
}

TEST(Limiter, ItsGainAloneHoldsTheCeilingAndBendsNothing) {
  // A tone far too loud comes out as a tone: what is clipped would have harmonics.
  ModuleBench limiter("limiter", kRate);
  fill_tone(limiter.input(0), 1'000.0, 4.0);
  limiter.set("ceiling", -6.0F).set("release", 1.0F).run();
  std::complex<double> first = 0.0, third = 0.0;
  for (int n = kRate / 2; n < kRate; ++n) {
    const double x = limiter.output(0)[n];
    first += x * std::polar(1.0, -2.0 * std::numbers::pi * 1'000.0 * n / kRate);
    third += x * std::polar(1.0, -2.0 * std::numbers::pi * 3'000.0 * n / kRate);
  }
  EXPECT_NEAR(db_of(std::abs(first) * 2.0 / (kRate / 2.0)), -6.0, 0.2);
  EXPECT_LT(db_of(std::abs(third) / std::abs(first)), -60.0);
}

TEST(Limiter, IsADelayWhereNothingIsTooLoud) {
  ModuleBench limiter("limiter", 5'000);
  fill_tone(limiter.input(0), 440.0, 0.8);
  limiter.run();
  for (int n = 240; n < 5'000; ++n) ASSERT_EQ(limiter.output(0)[n], limiter.input(0)[n - 240]);
}

TEST(Limiter, ReleasesInItsTime) {
  ModuleBench limiter("limiter", 2 * kRate);
  for (int n = 0; n < 2 * kRate; ++n) limiter.input(0)[n] = n < kRate ? 2.0F : 0.1F;
  limiter.set("ceiling", 0.0F).set("release", 0.1F).run();
  // Half is taken away; of it 1/e is left.
  EXPECT_NEAR(1.0 - limiter.output(0)[kRate + 240 + 4'800] / 0.1, 0.5 * std::exp(-1.0), 0.02);
}

/// Level in dB of the tone of `hz` in what is left of a tone of 1245 Hz by a curve.
double tone_db(const Samples& out, double hz) {
  std::complex<double> sum = 0.0;
  const int frames = static_cast<int>(out.size());
  for (int n = frames / 2; n < frames; ++n) {
    const double at = static_cast<double>(n - frames / 2) / (frames / 2.0);
    const double window = 1.0 - std::cos(2.0 * std::numbers::pi * at);
    sum += window * static_cast<double>(out[n]) *
           std::polar(1.0, -2.0 * std::numbers::pi * std::fmod(hz * n / kRate, 1.0));
  }
  return db_of(std::abs(sum) * 4.0 / frames + 1e-12);
}

TEST(Distortion, AliasesAreFarBelowWhatItAdds) {
  for (const float curve : {0.0F, 1.0F, 2.0F, 3.0F}) {
    ModuleBench distortion("distortion", kRate);
    fill_tone(distortion.input(0), 4'186.0, 0.5);
    const Samples& out = distortion.set("curve", curve).set("drive", 12.0F).run();
    const double own = tone_db(out, 4'186.0);
    EXPECT_GT(own, -15.0) << curve;
    // Harmonics 7, 9 and 11 would be heard at these.
    for (const double image :
         {48'000.0 - 7 * 4'186.0, 48'000.0 - 9 * 4'186.0, 48'000.0 - 11 * 4'186.0}) {
      EXPECT_LT(tone_db(out, image), own - 50.0) << curve << " at " << image;
    }
  }
}

TEST(Distortion, CurvesAreWhatTheySay) {
  const auto harmonic = [](float curve, int number, float drive) {
    ModuleBench distortion("distortion", kRate);
    fill_tone(distortion.input(0), 500.0, 0.5);
    const Samples& out = distortion.set("curve", curve).set("drive", drive).run();
    return tone_db(out, 500.0 * number) - tone_db(out, 500.0);
  };
  for (const float curve : {0.0F, 1.0F, 3.0F}) {
    EXPECT_LT(harmonic(curve, 2, 18.0F), -80.0) << "odd curves give odd harmonics: " << curve;
    EXPECT_GT(harmonic(curve, 3, 18.0F), -25.0) << curve;
  }
  EXPECT_GT(harmonic(2.0F, 2, 18.0F), -25.0) << "a tube's is not odd";
  EXPECT_LT(harmonic(1.0F, 3, 0.0F), -80.0) << "a hard one passes what it does not clip";
}

TEST(Distortion, ItsDryPartIsAsLateAsTheBent) {
  // A hard curve that clips nothing is a filter: with as much of the dry there is no comb.
  ModuleBench distortion("distortion", kRate);
  for (int n = 0; n < kRate; ++n) {
    distortion.input(0)[n] =
        static_cast<float>(0.2 * sine_at(9'000.0, n, kRate) + 0.2 * sine_at(300.0, n, kRate));
  }
  distortion.set("curve", 1.0F).set("drive", 0.0F).set("level", 1.0F).set("mix", 0.5F).run();
  for (int n = 2'000; n < kRate; ++n) {
    ASSERT_NEAR(distortion.output()[n], distortion.input(0)[n - 27], 6e-3F) << n;
  }
}

TEST(Distortion, GivesNoDc) {
  ModuleBench distortion("distortion", 2 * kRate);
  fill_tone(distortion.input(0), 500.0, 0.5);
  const Samples& out = distortion.set("curve", 2.0F).set("drive", 24.0F).run();
  double sum = 0.0;
  for (int n = kRate; n < 2 * kRate; ++n) sum += out[n];
  EXPECT_NEAR(sum / kRate, 0.0, 1e-3);
}

TEST(Bitcrush, HasItsStepsAndHoldsItsSamples) {
  ModuleBench crush("bitcrush", 4'800);
  fill_tone(crush.input(0), 50.0, 1.0);
  const Samples& out = crush.set("bits", 3.0F).set("rate", 4'800.0F).run();
  for (int n = 10; n < 4'800; ++n) {
    ASSERT_EQ(out[n] * 4.0F, std::round(out[n] * 4.0F)) << n;
    ASSERT_NEAR(out[n], crush.input(0)[n - (n + 9) % 10], 0.13F) << n;
    if (n % 10 > 1) {
      ASSERT_EQ(out[n], out[n - 1]) << n;
    }
  }
}

TEST(Bitcrush, AtSixteenBitsAndTheFullRateItIsTheInputToHalfAStep) {
  ModuleBench crush("bitcrush", 4'800);
  fill_tone(crush.input(0), 50.0, 1.0);
  const Samples& out = crush.set("bits", 16.0F).set("rate", 200'000.0F).run();
  for (int n = 0; n < 4'800; ++n) ASSERT_NEAR(out[n], crush.input(0)[n], 0.51F / 32'768.0F);
}

TEST(Mixer, OfSoloChannelsOnlyTheyAreHeard) {
  ModuleBench mixer("mixer", 10);
  for (int channel = 0; channel < 3; ++channel) {
    std::ranges::fill(mixer.input(channel), std::ldexp(1.0F, channel));
  }
  for (const char* pan : {"pan1", "pan2", "pan3"}) mixer.set(pan, 1.0F);
  const auto heard = [&] {
    mixer.run();
    return mixer.output(1)[9];
  };
  EXPECT_NEAR(heard(), 7.0F, 1e-5F);
  mixer.set("solo2", 1.0F);
  EXPECT_NEAR(heard(), 2.0F, 1e-5F);
  mixer.set("solo3", 1.0F);
  EXPECT_NEAR(heard(), 6.0F, 1e-5F);
  mixer.set("mute3", 1.0F);
  EXPECT_NEAR(heard(), 2.0F, 1e-5F);
  mixer.set("solo2", 0.25F).set("solo3", 0.0F).set("mute3", 0.0F);
  EXPECT_NEAR(heard(), 2.0F + 0.75F * 5.0F, 1e-5F) << "on its way";
}

TEST(Mixer, SendsBehindLevelPanAndMute) {
  ModuleBench mixer("mixer", 10);
  std::ranges::fill(mixer.input(2), 1.0F);
  mixer.set("level3", 0.5F).set("pan3", 1.0F).set("send3", 0.5F).run();
  EXPECT_NEAR(mixer.output(1)[9], 0.5F, 1e-6F);
  EXPECT_NEAR(mixer.output(2)[9], 0.0F, 1e-6F);
  EXPECT_NEAR(mixer.output(3)[9], 0.25F, 1e-6F);
  mixer.set("mute3", 1.0F).run();
  for (const Samples& output : mixer.outputs()) EXPECT_EQ(peak(output), 0.0F);
}

TEST(Ceiling, WhatIsBelowItsLevelStaysAsItIs) {
  for (const float level : {-1.0F, -6.0F, 0.0F}) {
    ModuleBench ceiling("ceiling", kRate);
    const double peak = 0.999 * level_of_db(static_cast<double>(level));
    fill_tone(ceiling.input(0), 313.0, peak);
    fill_tone(ceiling.input(1), 1'313.0, peak);
    ceiling.set("level", level).run();
    EXPECT_EQ(ceiling.output(0), ceiling.input(0)) << level;
    EXPECT_EQ(ceiling.output(1), ceiling.input(1)) << level;
  }
}

TEST(Ceiling, IsTheOutputsOwnUnlessItIsAskedForAnother) {
  ModuleBench ceiling("ceiling", 2'000);
  fill_tone(ceiling.input(0), 313.0, 5.0);
  ceiling.run();
  for (int n = 0; n < 2'000; ++n) {
    ASSERT_EQ(ceiling.output(0)[n], dsp::below_ceiling(ceiling.input(0)[n])) << n;
  }
}

TEST(Ceiling, HoldsWhatIsLouderWithinADecibelWithoutDelay) {
  for (const float level : {-1.0F, -12.0F}) {
    ModuleBench ceiling("ceiling", kRate);
    fill_tone(ceiling.input(0), 313.0, 20.0);
    ceiling.set("level", level).run();
    EXPECT_LE(peak(ceiling.output(0)), level_of_db(static_cast<double>(level) + 1.0)) << level;
    EXPECT_GT(peak(ceiling.output(0)), level_of_db(static_cast<double>(level) + 0.9)) << level;
    for (int n = 0; n < kRate; ++n) {
      const float in = ceiling.input(0)[n], out = ceiling.output(0)[n];
      ASSERT_TRUE(in * out >= 0.0F && std::abs(out) <= std::abs(in)) << n;
    }
  }
}

}  // namespace
}  // namespace chronus::engine
