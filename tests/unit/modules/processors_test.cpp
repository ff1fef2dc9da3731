// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <string>

#include "module_bench.hpp"

namespace chronus::engine {
namespace {

constexpr int kRate = 48'000;

void fill_sine(Samples& samples, double hz) {
  for (std::size_t n = 0; n < samples.size(); ++n) {
    samples[n] =
        static_cast<float>(std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(n) / kRate));
  }
}

/// Gain in dB for a sine of `hz`, once the filter has settled.
double gain_db_at(std::string_view mode, float freq, float q, double hz, float gain_db = 0.0F) {
  ModuleBench biquad("biquad", kRate);
  const auto& choices = biquad.type().params[find_param(biquad.type(), "mode")].choices;
  const auto index = std::ranges::find(choices, mode) - choices.begin();
  fill_sine(biquad.input(0), hz);
  biquad.set("filter_mode", static_cast<float>(index)).set("frequency", freq);
  biquad.set("resonance", q).set("gain_db", gain_db).run();
  double power = 0.0;
  for (int n = kRate / 2; n < kRate; ++n) power += std::pow(biquad.output()[n], 2.0);
  return 10.0 * std::log10(power / (kRate / 4.0) + 1e-20);
}

TEST(Biquad, ModesByNameAreWhatTheySay) {
  EXPECT_NEAR(gain_db_at("lowpass", 1000.0F, 0.7071F, 1000.0), -3.01, 0.02);
  EXPECT_NEAR(gain_db_at("lowpass", 1000.0F, 8.0F, 1000.0), 18.06, 0.02);
  EXPECT_LT(gain_db_at("lowpass", 1000.0F, 0.7071F, 10'000.0), -40.0);
  EXPECT_NEAR(gain_db_at("highpass", 1000.0F, 0.7071F, 100.0), -40.0, 0.2);
  EXPECT_NEAR(gain_db_at("bandpass", 1000.0F, 4.0F, 1000.0), 0.0, 0.02);
  EXPECT_LT(gain_db_at("notch", 1000.0F, 1.0F, 1000.0), -80.0);
  EXPECT_NEAR(gain_db_at("peak", 1000.0F, 2.0F, 1000.0, -9.0F), -9.0, 0.02);
  EXPECT_NEAR(gain_db_at("lowshelf", 1000.0F, 0.7071F, 20.0, 6.0F), 6.0, 0.02);
  EXPECT_NEAR(gain_db_at("highshelf", 1000.0F, 0.7071F, 20.0, 6.0F), 0.0, 0.02);
  EXPECT_NEAR(gain_db_at("highshelf", 1000.0F, 0.7071F, 20'000.0, 6.0F), 6.0, 0.02);
}

TEST(Gain, IsInDecibels) {
  ModuleBench gain("gain", 100);
  fill_sine(gain.input(0), 440.0);
  gain.set("gain_db", -20.0F).run();
  for (int n = 0; n < 100; ++n) ASSERT_NEAR(gain.output()[n], 0.1F * gain.input(0)[n], 1e-7F);
}

TEST(Gain, PassesTheSameBitsAtZeroAndNothingAtItsMinimum) {
  ModuleBench gain("gain", 100);
  fill_sine(gain.input(0), 440.0);
  EXPECT_EQ(gain.run(), gain.input(0));
  EXPECT_EQ(peak(gain.set("gain_db", -96.0F).run()), 0.0F);
}

TEST(Mixer, EveryChannelHasItsOwnLevelAndPan) {
  for (int channel = 1; channel <= 8; ++channel) {
    const std::string number = std::to_string(channel);
    ModuleBench mixer("mixer", 10);
    std::ranges::fill(mixer.input(channel - 1), 1.0F);
    mixer.set("level" + number, 0.5F).set("pan" + number, 1.0F).run();
    EXPECT_NEAR(mixer.output(0)[9], 0.0F, 1e-6F);
    EXPECT_NEAR(mixer.output(1)[9], 0.5F, 1e-6F);
    mixer.set("pan" + number, -1.0F).run();
    EXPECT_NEAR(mixer.output(0)[9], 0.5F, 1e-6F);
    EXPECT_NEAR(mixer.output(1)[9], 0.0F, 1e-6F);
  }
}

TEST(Mixer, PanKeepsThePower) {
  for (float pan = -1.0F; pan <= 1.0F; pan += 0.125F) {
    ModuleBench mixer("mixer", 1);
    mixer.input(0)[0] = 1.0F;
    mixer.set("pan1", pan).run();
    EXPECT_NEAR(std::hypot(mixer.output(0)[0], mixer.output(1)[0]), 1.0F, 1e-6F) << pan;
  }
}

TEST(Mixer, Sums) {
  ModuleBench mixer("mixer", 1);
  for (std::size_t n = 0; n < 8; ++n) mixer.input(n)[0] = static_cast<float>(1 << n);
  mixer.run();
  EXPECT_NEAR(mixer.output(0)[0], 255.0F * std::sqrt(0.5F), 1e-4F);
  EXPECT_EQ(mixer.output(0)[0], mixer.output(1)[0]);
}

}  // namespace
}  // namespace chronus::engine
