// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "module_bench.hpp"
#include "response.hpp"

namespace chronus::engine {
namespace {

constexpr int kRate = 48'000;

/// A ramp of one a frame tells how far behind a head is.
double behind(ModuleBench& bench, std::size_t side, int frame) {
  return static_cast<double>(bench.input(side)[frame]) - bench.output(side)[frame];
}

void fill_ramp(ModuleBench& bench) {
  for (std::size_t side = 0; side < 2; ++side) {
    for (int n = 0; n < static_cast<int>(bench.output().size()); ++n) {
      bench.input(side)[n] = static_cast<float>(n) + 1.0F;
    }
  }
}

TEST(Flanger, ItsHeadSweepsFromItsDelayToTwiceTheDepthBeyond) {
  ModuleBench flanger("flanger", 2 * kRate);
  fill_ramp(flanger);
  flanger.set("rate", 1.0F).set("delay", 0.002F).set("depth", 0.003F);
  flanger.set("feedback", 0.0F).set("mix", 1.0F).run();
  double least = 1e9, most = 0.0;
  for (int n = kRate; n < 2 * kRate; ++n) {
    const double expected = kRate * (0.005 + 0.003 * std::sin(2.0 * std::numbers::pi * n / kRate));
    ASSERT_NEAR(behind(flanger, 0, n), expected, 0.05) << n;
    least = std::min(least, behind(flanger, 1, n));
    most = std::max(most, behind(flanger, 1, n));
  }
  EXPECT_NEAR(least, 96.0, 0.1);
  EXPECT_NEAR(most, 384.0, 0.1);
}

TEST(Flanger, StandingStillItIsACombWithItsFeedback) {
  for (const double hz : {100.0, 250.0, 500.0, 1'000.0}) {
    for (const double feedback : {-0.8, 0.0, 0.8}) {
      const double got = gain_db_of("flanger", hz, kRate, [&](ModuleBench& bench) {
        bench.set("delay", 0.002F).set("depth", 0.0F);
        bench.set("feedback", static_cast<float>(feedback));
      });
      const auto turn = std::polar(1.0, -2.0 * std::numbers::pi * hz * 0.002);
      const double expected = std::abs(0.5 + 0.5 * turn / (1.0 - feedback * turn));
      if (expected < 1e-3) continue;
      EXPECT_NEAR(got, db_of(expected), 0.1) << hz << " " << feedback;
    }
  }
}

TEST(Chorus, ItsVoicesAreAThirdOfATurnApart) {
  ModuleBench chorus("chorus", 2 * kRate);
  fill_ramp(chorus);
  chorus.set("rate", 1.0F).set("delay", 0.01F).set("depth", 0.004F).set("mix", 1.0F).run();
  // Their sines cancel: the mean of the heads stands still.
  for (int n = kRate; n < 2 * kRate; n += 7) {
    const double mean = chorus.input(0)[n] - chorus.output(0)[n] / std::sqrt(3.0);
    ASSERT_NEAR(mean, 0.014 * kRate, 0.1) << n;
  }
}

TEST(Chorus, WidensAMonoToneAndKeepsItsLevel) {
  ModuleBench chorus("chorus", 4 * kRate);
  for (int n = 0; n < 4 * kRate; ++n) {
    chorus.input(0)[n] = chorus.input(1)[n] = static_cast<float>(0.3 * sine_at(1'300.0, n, kRate));
  }
  chorus.set("mix", 1.0F).run();
  double both = 0.0, left = 0.0, right = 0.0;
  for (int n = kRate; n < 4 * kRate; ++n) {
    const double l = chorus.output(0)[n], r = chorus.output(1)[n];
    both += l * r, left += l * l, right += r * r;
  }
  EXPECT_LT(std::abs(both) / std::sqrt(left * right), 0.6);
  EXPECT_NEAR(10.0 * std::log10(left / (3.0 * kRate * 0.045)), 0.0, 3.0);
}

TEST(Phaser, StandingStillItHasHalfAsManyNotchesAsStages) {
  constexpr int kStages[] = {4, 6, 8, 12};
  for (int choice = 0; choice < 4; ++choice) {
    // An allpass of one pole turns by 2 atan(f / f0): the dry and the turned cancel at odd half
    // turns.
    int notches = 0;
    double before = 0.0, earlier = 0.0;
    for (double hz = 30.0; hz < 16'000.0; hz *= 1.04) {
      const double got = gain_db_of(
          "phaser", hz, kRate,
          [&](ModuleBench& bench) {
            bench.set("depth", 0.0F).set("feedback", 0.0F).set("freq", 700.0F);
            bench.set("stages", static_cast<float>(choice));
          },
          0, 1e-2, 0.1);
      const double turned = 2.0 * kStages[choice] *
                            std::atan(std::tan(std::numbers::pi * hz / kRate) /
                                      std::tan(std::numbers::pi * 700.0 / kRate));
      const double expected = db_of(std::abs(0.5 + 0.5 * std::polar(1.0, -turned)) + 1e-9);
      if (expected > -30.0) {
        EXPECT_NEAR(got, expected, 0.3) << kStages[choice] << " at " << hz;
      }
      if (before < earlier && before < got) ++notches;
      earlier = before;
      before = got;
    }
    EXPECT_EQ(notches, kStages[choice] / 2);
  }
}

TEST(Phaser, SweepsByItsOctaves) {
  // The lowest notch of four stages is at tan(pi / 8) of its frequency; a fast sweep goes through
  // it.
  ModuleBench phaser("phaser", 2 * kRate);
  const double notch = 700.0 * std::tan(std::numbers::pi / 8.0);
  for (int n = 0; n < 2 * kRate; ++n) {
    phaser.input(0)[n] = static_cast<float>(0.3 * sine_at(2.0 * notch, n, kRate));
  }
  phaser.set("rate", 1.0F).set("depth", 2.0F).set("feedback", 0.0F).run();
  // An octave up, after a quarter of a second.
  const std::span out = phaser.output(0);
  EXPECT_LT(rms(out.subspan(kRate / 4 - 240, 480)), 0.03 * 0.3);
  EXPECT_GT(rms(out.subspan(kRate / 2 - 240, 480)), 0.15 * 0.3);
}

TEST(Swept, DoNotClickWhenTheyAreSet) {
  struct Moved {
    const char *type, *param;
    float low, high, smoothing_ms;
  };
  for (const auto& [type, param, low, high, smoothing_ms] :
       {Moved{"chorus", "delay", 0.001F, 0.03F, 100.0F},
        Moved{"chorus", "depth", 0.0F, 0.01F, 100.0F},
        Moved{"flanger", "delay", 0.0005F, 0.01F, 100.0F},
        Moved{"phaser", "freq", 100.0F, 4'000.0F, 5.0F},
        Moved{"phaser", "feedback", 0.0F, 0.9F, 5.0F}}) {
    ModuleBench bench(type, 2 * kRate);
    const auto& info = bench.type().params[find_param(bench.type(), param)];
    EXPECT_EQ(info.smoothing_ms, smoothing_ms) << type << "." << param;
    for (int n = 0; n < 2 * kRate; ++n) {
      bench.input(0)[n] = static_cast<float>(0.3 * sine_at(150.0, n, kRate));
      const float way = std::min(1.0F, static_cast<float>(n % 9'600) / (smoothing_ms * 48.0F));
      const bool rises = n / 9'600 % 2 == 0;
      bench.param(param)[n] = rises ? low + way * (high - low) : high + way * (low - high);
    }
    bench.run();
    EXPECT_LT(steepest(bench.output()), 0.08F * std::max(0.3F, peak(bench.output())))
        << type << "." << param;
  }
}

}  // namespace
}  // namespace chronus::engine
