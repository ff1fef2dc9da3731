// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <set>

#include "module_bench.hpp"

namespace chronus::engine {
namespace {

constexpr int kRate = 48'000;

TEST(Lfo, SwingsByItsDepthAroundItsOffset) {
  for (const float wave : {0.0F, 1.0F, 2.0F, 3.0F}) {
    ModuleBench lfo("lfo", kRate);
    lfo.set("wave", wave).set("rate", 10.0F).set("depth", 400.0F).set("offset", 1000.0F).run();
    const auto [low, high] = std::ranges::minmax(lfo.output());
    EXPECT_NEAR(low, 600.0F, 0.5F) << wave;
    EXPECT_NEAR(high, 1400.0F, 0.5F) << wave;
  }
}

TEST(Lfo, SineFollowsTheExactPhase) {
  ModuleBench lfo("lfo", kRate);
  lfo.set("rate", 3.0F).run();
  for (int n = 0; n < kRate; n += 100) {
    ASSERT_NEAR(lfo.output()[n], std::sin(2.0 * std::numbers::pi * 3.0 * n / kRate), 1e-6) << n;
  }
}

TEST(Lfo, SquareStandsAndTurnsOnItsFrame) {
  ModuleBench lfo("lfo", kRate);
  lfo.set("wave", 3.0F).set("rate", 2.0F).run();
  for (int n = 0; n < kRate; ++n) {
    if (n % 12'000 < 2 || n % 12'000 > 11'998) continue;
    ASSERT_EQ(lfo.output()[n], n / 12'000 % 2 == 0 ? 1.0F : -1.0F) << n;
  }
}

TEST(Lfo, SampleAndHoldTakesANewValueEveryCycle) {
  ModuleBench lfo("lfo", kRate);
  lfo.set("wave", 4.0F).set("rate", 20.0F).run();
  const std::set<float> values(lfo.output().begin(), lfo.output().end());
  EXPECT_GE(values.size(), 20U);
  EXPECT_LE(values.size(), 21U);
  for (const float value : values) EXPECT_LE(std::abs(value), 1.0F);
}

TEST(Lfo, AGateStartsTheCycleAnew) {
  ModuleBench lfo("lfo", 4000);
  lfo.set("wave", 2.0F).set("rate", 1.0F).run({{1234, true}, {2000, false}});
  EXPECT_GT(lfo.output()[1233], -1.0F);
  EXPECT_EQ(lfo.output()[1234], -1.0F);
  EXPECT_GT(lfo.output()[2000], lfo.output()[1999]);
}

class AdsrOfOnes : public testing::Test {
 protected:
  /// The input is 1: `out` is the envelope.
  static void ones(ModuleBench& bench) { std::ranges::fill(bench.input(0), 1.0F); }
};

TEST_F(AdsrOfOnes, SoundsFromTheFrameOfItsGate) {
  for (const int frame : {0, 1, 127, 128, 999}) {
    ModuleBench adsr("adsr", 2000);
    ones(adsr);
    adsr.set("attack", 10.0F).run({{frame, true, 0.01F}});
    EXPECT_EQ(onset(adsr.output(0)), frame);
    EXPECT_EQ(adsr.output(0), adsr.output(1));
  }
}

TEST_F(AdsrOfOnes, TimesAreThoseOfTheParameters) {
  ModuleBench adsr("adsr", 30'000);
  ones(adsr);
  adsr.set("attack", 0.02F).set("decay", 0.05F).set("sustain", 0.4F).set("release", 0.1F);
  const Samples& out = adsr.run({{1000, true, 1.0F}, {20'000, false}});
  EXPECT_LT(out[1000 + 955], 1.0F);
  EXPECT_NEAR(out[1000 + 959], 1.0F, 1e-3F);
  EXPECT_NEAR(out[1000 + 960 + 2400], 0.4F, 0.006F);
  EXPECT_NEAR(out[19'999], 0.4F, 1e-5F);
  EXPECT_GT(out[20'000 + 4700], 0.0F);
  EXPECT_EQ(out[20'000 + 4801], 0.0F);
}

TEST_F(AdsrOfOnes, VelocityScalesIt) {
  ModuleBench loud("adsr", 5000), soft("adsr", 5000);
  ones(loud), ones(soft);
  loud.run({{0, true, 1.0F}, {3000, false}});
  soft.run({{0, true, 0.25F}, {3000, false}});
  for (int n = 0; n < 5000; ++n) {
    ASSERT_NEAR(soft.output()[n], 0.25F * loud.output()[n], 1e-5F) << n;
  }
}

TEST_F(AdsrOfOnes, NeverClicksHoweverItIsGated) {
  ModuleBench adsr("adsr", kRate);
  ones(adsr);
  adsr.set("attack", 0.005F).set("decay", 0.02F).set("release", 0.02F);
  std::vector<GateAt> gates;
  for (int n = 0; n < 400; ++n) {
    gates.push_back({n * 101, n % 3 != 1, n % 2 == 0 ? 1.0F : 0.2F});
  }
  adsr.run(gates);
  EXPECT_GT(peak(adsr.output()), 0.5F);
  EXPECT_LT(steepest(adsr.output()), 0.01F);
}

/// The shortest times there are: still a ramp, not a step.
TEST_F(AdsrOfOnes, TheFastestSegmentsAreStillRamps) {
  ModuleBench adsr("adsr", 9000);
  ones(adsr);
  adsr.set("attack", 0.001F).set("decay", 0.002F).set("sustain", 0.0F).set("release", 0.002F);
  adsr.run({{0, true}, {4000, true}, {4100, false}});
  EXPECT_LT(steepest(adsr.output()), 0.06F);
}

TEST_F(AdsrOfOnes, EndsInTrueZeroWhereItSustainsNothing) {
  ModuleBench adsr("adsr", kRate);
  ones(adsr);
  adsr.set("sustain", 0.0F).set("decay", 0.05F).run({{0, true}});
  EXPECT_EQ(adsr.output().back(), 0.0F);
}

}  // namespace
}  // namespace chronus::engine
