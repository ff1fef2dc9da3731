// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "module_bench.hpp"
#include "patch_of.hpp"

namespace chronus::engine {
namespace {

constexpr int kRate = 48'000;
constexpr int kTake = 24'000;

Samples sine(int frames, double hz) {
  Samples made;
  for (int n = 0; n < frames; ++n) {
    made.push_back(static_cast<float>(0.5 * std::sin(2.0 * std::numbers::pi * hz * n / kRate)));
  }
  return made;
}

double rms(const Samples& samples, int from, int to) {
  double sum = 0.0;
  for (int n = from; n < to; ++n) sum += double{samples[n]} * samples[n];
  return std::sqrt(sum / (to - from));
}

/// How many times a second the samples rise through zero.
double hz_of(const Samples& samples, int from, int to) {
  int rises = 0;
  for (int n = from + 1; n < to; ++n) rises += samples[n - 1] < 0.0F && samples[n] >= 0.0F;
  return double{kRate} * rises / (to - from);
}

struct Grains : testing::Test {
  const Samples& play(const Samples& samples, std::initializer_list<GateAt> gates = {{0, true}}) {
    memory.add(samples);
    shelf = memory.shelf();
    return bench.use_samples(shelf).set("sample", 1.0F).run(gates);
  }
  test::SampleMemory memory;
  SampleShelf shelf;
  ModuleBench bench{"grains", kTake};
};

TEST_F(Grains, ThatLieCloseGiveTheSampleBack) {
  // Four at a time, each where the one before would be by now.
  bench.set("size", 0.1F).set("density", 40.0F).set("attack", 0.0F);
  const Samples tone = sine(2 * kTake, 440.0);
  const Samples& out = play(tone);
  for (int n = 4'800; n < kTake; ++n) ASSERT_NEAR(out[n], tone[n], 1e-3F) << n;
}

TEST_F(Grains, AreStretchedAndKeepTheirPitch) {
  // A tone that changes halfway: at a quarter of the speed it does so after four times as long.
  Samples tone = sine(4'000, 500.0);
  const Samples higher = sine(4'000, 1'500.0);
  tone.insert(tone.end(), higher.begin(), higher.end());
  bench.set("speed", 0.25F).set("size", 0.02F).set("density", 200.0F);
  const Samples& out = play(tone);
  EXPECT_NEAR(hz_of(out, 2'000, 14'000), 500.0, 60.0);
  EXPECT_NEAR(hz_of(out, 17'500, 24'000), 1'500.0, 150.0);
}

TEST_F(Grains, FrozenStayWhereTheyAre) {
  Samples tone = sine(4'000, 500.0);
  const Samples higher = sine(40'000, 1'500.0);
  tone.insert(tone.end(), higher.begin(), higher.end());
  // Whole periods apart, else they would weaken each other.
  bench.set("freeze", 1.0F).set("position", 0.02F).set("size", 0.02F).set("density", 250.0F);
  EXPECT_NEAR(hz_of(play(tone), 2'000, kTake), 500.0, 60.0);
}

TEST_F(Grains, BeginWherePositionSays) {
  Samples tone(20'000, 0.0F);
  const Samples second = sine(20'000, 500.0);
  tone.insert(tone.end(), second.begin(), second.end());
  bench.set("speed", 0.0F).set("size", 0.05F);
  auto& position = bench.param("position");
  std::fill(position.begin() + kTake / 2, position.end(), 0.75F);
  const Samples& out = play(tone);
  EXPECT_EQ(rms(out, 0, kTake / 2), 0.0);
  EXPECT_GT(rms(out, kTake / 2 + 3'000, kTake), 0.1);
}

TEST_F(Grains, ANoteTransposesThemAndLeavesTheirPlaces) {
  bench.set("freq", 2.0F * 261.6255653F).set("size", 0.05F).set("density", 80.0F);
  EXPECT_NEAR(hz_of(play(sine(2 * kTake, 500.0)), 4'000, kTake), 1'000.0, 90.0);
}

TEST_F(Grains, ScatteredAreAsLoud) {
  Samples noise(2 * kTake);
  std::mt19937 random(7);
  std::uniform_real_distribution<float> any(-0.5F, 0.5F);
  for (float& sample : noise) sample = any(random);
  bench.set("spread", 0.4F).set("size", 0.1F).set("density", 80.0F);
  const Samples& out = play(noise);
  EXPECT_NEAR(rms(out, 6'000, kTake) / rms(noise, 0, kTake), 1.0, 0.15);
}

TEST_F(Grains, AreAsManyAsDensityAsksFor) {
  // Short ones apart: each is a bump of its own.
  bench.set("size", 0.005F).set("density", 20.0F).set("attack", 0.0F);
  const Samples& out = play(Samples(2 * kTake, 0.5F));
  int bumps = 1;  // the first is there from the first frame on
  for (int n = 1; n < kTake; ++n) bumps += out[n - 1] == 0.0F && out[n] != 0.0F;
  EXPECT_EQ(bumps, 10);
  EXPECT_NEAR(peak(out), 0.5F, 0.01F);
}

TEST_F(Grains, AreNeverMoreThanThereIsRoomFor) {
  bench.set("size", 2.0F).set("density", 1000.0F).set("attack", 0.0F);
  // Sixteen within the first 16 ms, none before one of them ends.
  const Samples& out = play(Samples(2 * kTake, 0.5F));
  EXPECT_LT(peak(out), 0.51F * 2.0F);
  EXPECT_GT(peak(out), 0.2F);
}

TEST_F(Grains, SpreadOverTheSidesWhereTheyAreWide) {
  bench.set("width", 1.0F).set("size", 0.01F).set("density", 50.0F);
  play(sine(2 * kTake, 500.0));
  double left = 0.0, right = 0.0, both = 0.0;
  for (int n = 2'000; n < kTake; ++n) {
    const double a = bench.output(0)[n], b = bench.output(1)[n];
    left += a * a, right += b * b, both += a * b;
  }
  EXPECT_LT(both / std::sqrt(left * right), 0.9);
  EXPECT_NEAR(left / right, 1.0, 0.6);
}

TEST_F(Grains, NeitherBeginNorEndWithAClick) {
  const Samples tone = sine(2 * kTake, 220.0);
  // At its steepest the tone goes 0.0144 a frame, and so may both that are heard at a restart.
  bench.set("size", 0.1F).set("spread", 0.05F);
  const Samples& out = play(tone, {{0, true}, {9'000, false}, {10'000, true}, {20'000, false}});
  EXPECT_LT(steepest(out), 0.06F);
}

TEST_F(Grains, AreSilentBehindTheRelease) {
  bench.set("release", 0.1F);
  const Samples& out = play(sine(2 * kTake, 220.0), {{0, true}, {10'000, false}});
  EXPECT_GT(rms(out, 5'000, 10'000), 0.1);
  for (int n = 10'000 + 4'800 + 144; n < kTake; ++n) ASSERT_EQ(out[n], 0.0F) << n;
}

TEST_F(Grains, OfASampleThatIsNotThereAreSilent) {
  EXPECT_EQ(peak(bench.set("sample", 0.0F).run({{0, true}})), 0.0F);
  ModuleBench unknown("grains", 500);
  memory.add(sine(100, 100.0));
  shelf = memory.shelf();
  EXPECT_EQ(peak(unknown.use_samples(shelf).set("sample", 9.0F).run({{0, true}})), 0.0F);
}

TEST_F(Grains, FadeWhereTheirSampleIsUnloaded) {
  memory.add(sine(2 * kTake, 220.0));
  shelf = memory.shelf();
  bench.use_samples(shelf).set("sample", 1.0F);
  bench.run({{0, true}});
  shelf.live().set(1, false);
  const Samples& out = bench.run();
  EXPECT_LT(std::abs(out[0]), 0.6F);
  for (int n = 144; n < kTake; ++n) ASSERT_EQ(out[n], 0.0F) << n;
}

}  // namespace
}  // namespace chronus::engine
