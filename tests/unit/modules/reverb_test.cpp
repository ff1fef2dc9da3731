// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <random>

#include "../dsp/spectrum.hpp"
#include "module_bench.hpp"
#include "random_patch.hpp"
#include "response.hpp"

namespace chronus::engine {
namespace {

constexpr int kRate = 48'000;

/// The wet answer to an impulse on both sides.
ModuleBench& room(ModuleBench& bench, float decay, float size = 0.6F, float damp = 20'000.0F) {
  bench.set("mix", 1.0F).set("predelay", 0.0F).set("damp", damp);
  return bench.set("decay", decay).set("size", size);
}

/// Seconds to -60 dB, by the straight line through the decay from -5 to -35 dB of the energy that
/// is still to come (Schroeder's integral; ISO 3382's T30).
double decay_time(std::span<const float> response, double rate) {
  std::vector<double> left(response.size() + 1, 0.0);
  for (std::size_t n = response.size(); n-- > 0;) {
    left[n] = left[n + 1] + static_cast<double>(response[n]) * response[n];
  }
  const auto below = [&](double db) {
    const double energy = left[0] * std::pow(10.0, db / 10.0);
    return std::find_if(left.begin(), left.end(), [&](double x) { return x < energy; }) -
           left.begin();
  };
  return 2.0 * static_cast<double>(below(-35.0) - below(-5.0)) / rate;
}

TEST(Reverb, DecaysInItsTime) {
  for (const float rate : {22'050.0F, 48'000.0F, 96'000.0F}) {
    for (const float decay : {0.5F, 2.0F, 6.0F}) {
      for (const float size : {0.0F, 0.5F, 1.0F}) {
        ModuleBench reverb("reverb", static_cast<int>(1.3F * decay * rate), rate);
        reverb.input(0)[0] = reverb.input(1)[0] = 1.0F;
        room(reverb, decay, size).run();
        for (int side = 0; side < 2; ++side) {
          EXPECT_NEAR(decay_time(reverb.output(side), rate) / decay, 1.0, 0.1)
              << decay << " s, size " << size << " at " << rate;
        }
      }
    }
  }
}

/// Of what is left of a tone after it has been switched off.
double decay_of_tone(double hz, float decay, float damp) {
  const int frames = static_cast<int>((1.0F + decay) * kRate);
  ModuleBench reverb("reverb", frames);
  for (int n = 0; n < kRate; ++n) {
    // A band around the tone, for it to meet many modes.
    const double bent = hz * n + 0.02 * hz * 300.0 * std::sin(n / 300.0);
    reverb.input(0)[n] = reverb.input(1)[n] = static_cast<float>(sine_at(1.0, bent, kRate));
  }
  room(reverb, decay, 0.6F, damp).run();
  return decay_time(std::span(reverb.output(0)).subspan(kRate + 2'400), kRate);
}

TEST(Reverb, DampIsWhereATailIsHalfAsLong) {
  EXPECT_NEAR(decay_of_tone(200.0, 3.0F, 4'000.0F), 3.0, 0.3);
  EXPECT_NEAR(decay_of_tone(4'000.0, 3.0F, 4'000.0F), 1.5, 0.2);
  EXPECT_LT(decay_of_tone(10'000.0, 3.0F, 4'000.0F), 0.9);
}

/// The share of samples beyond a standard deviation, over that of noise (Abel, Huang: "A simple,
/// robust measure of reverberation echo density", AES 121, 2006): 1 where echoes are as dense as
/// noise.
double echo_density(std::span<const float> window) {
  const double deviation = rms(window);
  const auto beyond = std::ranges::count_if(
      window, [&](float x) { return static_cast<double>(std::abs(x)) > deviation; });
  return static_cast<double>(beyond) / static_cast<double>(window.size()) /
         std::erfc(std::sqrt(0.5));
}

TEST(Reverb, IsAsDenseAsNoiseWithinATenthOfASecond) {
  for (const float size : {0.2F, 0.6F, 1.0F}) {
    ModuleBench reverb("reverb", kRate);
    reverb.input(0)[0] = 1.0F;
    room(reverb, 2.0F, size).run();
    for (int side = 0; side < 2; ++side) {
      const std::span out = reverb.output(side);
      for (int at = 4'800 + static_cast<int>(4'800 * size); at < 40'000; at += 2'400) {
        EXPECT_GT(echo_density(out.subspan(at, 1'920)), 0.8) << size << " at " << at;
      }
    }
  }
}

TEST(Reverb, DoesNotRingLikeMetal) {
  // No tone and no flutter: a tail is like nothing that it was, and no part of its spectrum stands
  // out.
  for (const float size : {0.3F, 0.6F, 1.0F}) {
    ModuleBench reverb("reverb", 2 * kRate);
    reverb.input(0)[0] = reverb.input(1)[0] = 1.0F;
    const Samples& out = room(reverb, 2.0F, size).run();
    const std::span tail = std::span(out).subspan(kRate / 2, 1 << 15);
    double own = 0.0, most = 0.0;
    for (std::size_t n = 0; n + 4'800 < tail.size(); ++n) own += std::pow(tail[n], 2.0);
    for (std::size_t lag = 48; lag < 4'800; ++lag) {
      double alike = 0.0;
      for (std::size_t n = 0; n + 4'800 < tail.size(); ++n) {
        alike += static_cast<double>(tail[n]) * tail[n + lag];
      }
      most = std::max(most, std::abs(alike) / own);
    }
    EXPECT_LT(most, 0.25) << size;
    std::vector<double> windowed(tail.size());
    for (std::size_t n = 0; n < tail.size(); ++n) {
      windowed[n] =
          tail[n] * (0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(n) /
                                          static_cast<double>(tail.size())));
    }
    const auto bins = dsp::amplitudes(windowed);
    double sum = 0.0, top = 0.0;
    for (std::size_t bin = 70; bin < 5'000; ++bin) {
      sum += bins[bin] * bins[bin];
      top = std::max(top, bins[bin] * bins[bin]);
    }
    // Of noise the largest of 5000 bins is some 9 dB above the mean; a comb would be 25 dB.
    EXPECT_LT(10.0 * std::log10(top / (sum / 4'930.0)), 17.0) << size;
  }
}

TEST(Reverb, BothSidesAreUnlike) {
  ModuleBench reverb("reverb", kRate);
  reverb.input(0)[0] = reverb.input(1)[0] = 1.0F;
  room(reverb, 2.0F).run();
  double both = 0.0, left = 0.0, right = 0.0;
  for (int n = 4'800; n < kRate; ++n) {
    const double l = reverb.output(0)[n], r = reverb.output(1)[n];
    both += l * r, left += l * l, right += r * r;
  }
  EXPECT_LT(std::abs(both) / std::sqrt(left * right), 0.1);
  EXPECT_NEAR(10.0 * std::log10(left / right), 0.0, 1.0);
}

TEST(Reverb, PredelayIsItsFrames) {
  const auto first = [](float seconds) {
    ModuleBench reverb("reverb", kRate);
    reverb.input(0)[0] = reverb.input(1)[0] = 1.0F;
    room(reverb, 1.0F).set("predelay", seconds).run();
    return onset(reverb.output(0));
  };
  EXPECT_EQ(first(0.1F) - first(0.0F), 4'800);
  EXPECT_EQ(first(0.2F) - first(0.0F), 9'600);
}

TEST(Reverb, FrozenItNeitherDecaysNorTakesAnythingIn) {
  constexpr int kFrames = 20 * kRate;
  ModuleBench reverb("reverb", kFrames);
  std::mt19937 random(5);
  for (int n = 0; n < kFrames; ++n) {
    if (n < kRate || n > 10 * kRate) {
      reverb.input(0)[n] = reverb.input(1)[n] = uniform(random, -0.3F, 0.3F);
    }
    reverb.param("freeze")[n] = std::clamp(static_cast<float>(n - kRate) / 2'400.0F, 0.0F, 1.0F);
  }
  const auto frozen = reverb.param("freeze");
  room(reverb, 1.0F).run();
  const std::span out = reverb.output(0);
  const double early = rms(out.subspan(2 * kRate, kRate));
  EXPECT_GT(early, 0.01);
  EXPECT_NEAR(db_of(rms(out.last(kRate)) / early), 0.0, 0.3);
}

TEST(Reverb, MixGoesFromTheInputAlone) {
  ModuleBench reverb("reverb", 5'000);
  std::mt19937 random(5);
  for (int side = 0; side < 2; ++side) {
    for (float& sample : reverb.input(side)) sample = uniform(random, -1.0F, 1.0F);
  }
  reverb.set("mix", 0.0F).run();
  EXPECT_EQ(reverb.output(0), reverb.input(0));
  EXPECT_EQ(reverb.output(1), reverb.input(1));
}

TEST(Reverb, IsAboutAsLoudAsWhatIsInIt) {
  ModuleBench reverb("reverb", 6 * kRate);
  std::mt19937 random(5);
  for (int side = 0; side < 2; ++side) {
    for (float& sample : reverb.input(side)) sample = uniform(random, -0.5F, 0.5F);
  }
  room(reverb, 2.0F, 0.6F, 5'000.0F).run();
  const std::span out = reverb.output(0);
  EXPECT_NEAR(db_of(rms(out.last(2 * kRate)) / rms(reverb.input(0))), -2.0, 4.0);
}

TEST(Reverb, DoesNotClickWhenItsRoomIsChanged) {
  ModuleBench reverb("reverb", 4 * kRate);
  for (int n = 0; n < 4 * kRate; ++n) {
    reverb.input(0)[n] = reverb.input(1)[n] = static_cast<float>(0.3 * sine_at(150.0, n, kRate));
  }
  room(reverb, 2.0F, 0.6F);
  for (int n = 0; n < 4 * kRate; ++n) {
    reverb.param("size")[n] = n / 9'000 % 2 == 0 ? 0.1F : 0.9F;
    reverb.param("predelay")[n] = n / 7'000 % 2 == 0 ? 0.0F : 0.15F;
  }
  reverb.run();
  EXPECT_LT(steepest(reverb.output()), 0.05F * peak(reverb.output()));
}

TEST(Reverb, ItsTailEndsInZeros) {
  ModuleBench reverb("reverb", 3 * kRate);
  for (int n = 0; n < 4'800; ++n) reverb.input(0)[n] = 0.5F;
  const Samples& out = room(reverb, 0.2F).run();
  EXPECT_GT(peak(std::span(out).subspan(9'600, 480)), 1e-5F);
  EXPECT_EQ(peak(std::span(out).last(480)), 0.0F);
}

TEST(Reverb, ItsStateIsSmall) {
  EXPECT_LT(test::built_in_catalog().find("reverb")->bytes(kRate), 240'000U);
}

}  // namespace
}  // namespace chronus::engine
