// SPDX-License-Identifier: MIT
// Modules that move the parameters of others, and those that change level and place.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "module_bench.hpp"

namespace chronus::engine {
namespace {

constexpr int kRate = 48'000;

Samples ramp(int frames, float from, float to) {
  Samples samples;
  for (int n = 0; n < frames; ++n) {
    samples.push_back(from + (to - from) * static_cast<float>(n) / static_cast<float>(frames));
  }
  return samples;
}

Samples tone(int frames, double hz, float level = 1.0F) {
  Samples samples;
  for (int n = 0; n < frames; ++n) {
    samples.push_back(level *
                      static_cast<float>(std::sin(2.0 * std::numbers::pi * hz * n / kRate)));
  }
  return samples;
}

TEST(Const, IsItsValue) {
  ModuleBench knob("const", 100);
  knob.set("value", -3.5F).run();
  EXPECT_EQ(knob.output(), Samples(100, -3.5F));
}

TEST(Add, AddsBothInputsAndItsOffset) {
  ModuleBench sum("add", 100);
  sum.input(0) = ramp(100, 0.0F, 1.0F);
  sum.input(1) = Samples(100, 2.0F);
  sum.set("offset", 10.0F).run();
  for (int n = 0; n < 100; ++n) EXPECT_FLOAT_EQ(sum.output()[n], 12.0F + sum.input(0)[n]);
}

TEST(Mul, MultipliesBothInputsAndItsFactor) {
  ModuleBench product("mul", 100);
  product.input(0) = ramp(100, -1.0F, 1.0F);
  product.input(1) = Samples(100, 0.5F);
  product.set("factor", 100.0F).run();
  for (int n = 0; n < 100; ++n) EXPECT_FLOAT_EQ(product.output()[n], 50.0F * product.input(0)[n]);
}

TEST(Ring, GivesTheSumAndTheDifferenceOfTwoTones) {
  ModuleBench ring("ring", kRate);
  ring.input(0) = tone(kRate, 1'000.0);
  ring.input(1) = tone(kRate, 300.0);
  ring.run();
  const auto amplitude = [&](double hz) {
    double cosine = 0.0, sine = 0.0;
    for (int n = 0; n < kRate; ++n) {
      const double angle = 2.0 * std::numbers::pi * hz * n / kRate;
      cosine += ring.output()[n] * std::cos(angle), sine += ring.output()[n] * std::sin(angle);
    }
    return 2.0 * std::hypot(cosine, sine) / kRate;
  };
  EXPECT_NEAR(amplitude(700.0), 0.5, 1e-4);
  EXPECT_NEAR(amplitude(1'300.0), 0.5, 1e-4);
  EXPECT_NEAR(amplitude(1'000.0), 0.0, 1e-4);
}

TEST(Vca, IsOpenedByItsGainAndItsInput) {
  ModuleBench vca("vca", 1'001);
  vca.input(0) = Samples(1'001, 0.5F);
  vca.input(1) = ramp(1'001, -1.0F, 1.002F);
  vca.set("gain", 0.25F).run();
  for (int n = 0; n < 1'001; ++n) {
    EXPECT_NEAR(vca.output()[n], 0.5F * std::max(0.0F, 0.25F + vca.input(1)[n]), 1e-6F);
  }
}

TEST(Vca, RespondsInDecibels) {
  ModuleBench vca("vca", 101);
  vca.input(0) = Samples(101, 1.0F);
  vca.input(1) = ramp(101, 0.0F, 1.01F);
  vca.set("response", 1.0F).run();
  EXPECT_EQ(vca.output()[0], 0.0F);
  EXPECT_NEAR(vca.output()[100], 1.0F, 1e-4F);
  // 60 dB in all: 6 dB a tenth.
  EXPECT_NEAR(20.0F * std::log10(vca.output()[90] / vca.output()[80]), 6.02F, 0.05F);
}

TEST(Pan, HasConstantPower) {
  for (const float place : {-1.0F, -0.5F, 0.0F, 0.3F, 1.0F}) {
    ModuleBench pan("pan", 10);
    pan.input(0) = Samples(10, 1.0F);
    pan.set("pan", place).run();
    const double left = pan.output(0)[5], right = pan.output(1)[5];
    EXPECT_NEAR(left * left + right * right, 1.0, 1e-6) << place;
    EXPECT_NEAR(std::atan2(right, left), (1.0 + place) * std::numbers::pi / 4.0, 1e-6) << place;
  }
}

TEST(SampleHold, HoldsWhatCameInAtAGateATriggerOrACycle) {
  ModuleBench gated("sample_hold", 100);
  gated.input(0) = ramp(100, 1.0F, 101.0F);
  gated.run({{20, true}, {30, false}, {50, true}, {51, true}});
  EXPECT_EQ(gated.output()[19], 0.0F);
  EXPECT_EQ(gated.output()[20], 21.0F);
  EXPECT_EQ(gated.output()[49], 21.0F);
  EXPECT_EQ(gated.output()[50], 51.0F);
  EXPECT_EQ(gated.output()[99], 52.0F);

  ModuleBench triggered("sample_hold", 100);
  triggered.input(0) = ramp(100, 1.0F, 101.0F);
  for (int n = 0; n < 100; ++n) triggered.input(1)[n] = n % 40 < 20 ? -1.0F : 1.0F;
  triggered.run();
  EXPECT_EQ(triggered.output()[19], 0.0F);
  EXPECT_EQ(triggered.output()[20], 21.0F);
  EXPECT_EQ(triggered.output()[60], 61.0F);

  ModuleBench clocked("sample_hold", kRate);
  clocked.input(0) = ramp(kRate, 0.0F, 1.0F);
  clocked.set("rate", 8.0F).run();
  int changes = 0;
  for (int n = 1; n < kRate; ++n) changes += clocked.output()[n] != clocked.output()[n - 1] ? 1 : 0;
  EXPECT_NEAR(changes, 8, 1);
}

TEST(Slew, TakesItsTimesUpAndDown) {
  for (const float scale : {1.0F, 5'000.0F}) {
    ModuleBench slew("slew", 3 * kRate);
    for (int n = 0; n < kRate; ++n) slew.input(0)[n] = scale;
    slew.set("rise", 0.5F).set("fall", 1.0F).run();
    EXPECT_NEAR(slew.output()[kRate / 4], scale * (1.0F - 0x1p-5F), scale * 1e-4F);
    EXPECT_NEAR(slew.output()[kRate / 2], scale * (1.0F - 0x1p-10F), scale * 1e-4F);
    EXPECT_NEAR(slew.output()[3 * kRate / 2], scale * 0x1p-5F, scale * 1e-3F);
  }
}

TEST(Slew, OfNoTimeIsItsInput) {
  ModuleBench slew("slew", 1'000);
  slew.input(0) = tone(1'000, 3'000.0);
  slew.set("rise", 0.0F).set("fall", 0.0F).run();
  for (int n = 0; n < 1'000; ++n) ASSERT_NEAR(slew.output()[n], slew.input(0)[n], 1e-6F);
}

TEST(Slew, ArrivesHoweverSlowItIs) {
  ModuleBench slew("slew", 30 * kRate);
  for (float& sample : slew.input(0)) sample = 1'000.0F;
  slew.set("rise", 10.0F).run();
  EXPECT_NEAR(slew.output()[5 * kRate], 1'000.0 * (1.0 - 0x1p-5), 0.5);
  EXPECT_NEAR(slew.output().back(), 1'000.0, 0.01);
}

TEST(Quantize, GivesTheNearestNoteOfItsScale) {
  // Hz of MIDI notes, and what becomes of them: c major.
  const auto hz = [](double note) {
    return static_cast<float>(440.0 * std::exp2((note - 69.0) / 12.0));
  };
  const std::pair<double, double> cases[] = {{60.0, 60.0}, {61.1, 62.0}, {60.9, 60.0},
                                             {63.2, 64.0}, {66.4, 67.0}, {70.6, 71.0},
                                             {59.6, 60.0}, {21.0, 21.0}};
  for (const auto& [played, expected] : cases) {
    ModuleBench quantize("quantize", 10);
    quantize.input(0) = Samples(10, hz(played));
    quantize.set("scale", 1.0F).run();
    EXPECT_NEAR(quantize.output()[5] / hz(expected), 1.0, 1e-5) << played;
    // A fifth up, of d.
    quantize.set("root", 2.0F).set("transpose", 7.0F).run();
    EXPECT_GT(quantize.output()[5], hz(expected + 4.0)) << played;
  }
  ModuleBench silent("quantize", 10);
  silent.run();
  EXPECT_EQ(peak(silent.output()), 0.0F);
}

TEST(Follower, IsThePeakAndFallsInItsTime) {
  ModuleBench follower("follower", 2 * kRate);
  const Samples loud = tone(kRate, 1'000.0, 0.5F);
  std::ranges::copy(loud, follower.input(0).begin());
  follower.set("attack", 0.0001F)
      .set("release", 0.5F)
      .set("depth", 100.0F)
      .set("offset", 7.0F)
      .run();
  EXPECT_NEAR(follower.output()[kRate - 1], 57.0F, 1.0F);
  EXPECT_NEAR(follower.output()[kRate + kRate / 4], 7.0F + 50.0F * 0x1p-5F, 0.2F);
  EXPECT_NEAR(follower.output().back(), 7.0F, 1e-3F);
}

TEST(Gate, OpensAboveItsThresholdAndClosesBelow) {
  ModuleBench gate("gate", 2 * kRate);
  const Samples loud = tone(kRate, 1'000.0, 0.5F), soft = tone(kRate, 1'000.0, 0.001F);
  std::ranges::copy(loud, gate.input(0).begin());
  std::ranges::copy(soft, gate.input(0).begin() + kRate);
  gate.set("threshold", -40.0F).run();
  EXPECT_NEAR(peak(std::span(gate.output()).subspan(kRate / 2, 1'000)), 0.5F, 1e-3F);
  EXPECT_EQ(gate.output(1)[kRate / 2], 1.0F);
  EXPECT_EQ(peak(std::span(gate.output()).subspan(3 * kRate / 2)), 0.0F);
  // Its key opens it as well.
  ModuleBench keyed("gate", kRate);
  keyed.input(0) = tone(kRate, 1'000.0, 0.001F);
  keyed.input(1) = tone(kRate, 100.0);
  keyed.run();
  EXPECT_NEAR(peak(std::span(keyed.output()).subspan(kRate / 2)), 0.001F, 1e-5F);
}

TEST(Lfo, GoesByBeatsWhereItIsToldSo) {
  ModuleBench hz("lfo", kRate), beats("lfo", kRate);
  hz.set("rate", 3.0F).run();
  beats.set("rate", 77.0F).set("beats", 0.5F).set("bpm", 90.0F).run();
  for (int n = 0; n < kRate; ++n) ASSERT_NEAR(hz.output()[n], beats.output()[n], 1e-4F) << n;
}

}  // namespace
}  // namespace chronus::engine
