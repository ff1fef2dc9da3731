// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "module_bench.hpp"

namespace chronus::engine {
namespace {

constexpr int kRate = 48'000;

double energy(const Samples& samples, int from, int to) {
  double sum = 0.0;
  for (int n = from; n < to; ++n) sum += static_cast<double>(samples[n]) * samples[n];
  return sum;
}

class Drum : public testing::TestWithParam<const char*> {};

TEST_P(Drum, SoundsFromTheFrameOfItsGate) {
  for (const float rate : {8'000.0F, 44'100.0F, 48'000.0F, 192'000.0F}) {
    for (const int frame : {0, 1, 127, 128, 777}) {
      ModuleBench drum(GetParam(), 2000, rate);
      drum.run({{frame, true, 0.5F}});
      EXPECT_EQ(onset(drum.output()), frame) << rate;
    }
  }
}

TEST_P(Drum, PeaksWhereSeveralAtOnceLeaveRoom) {
  for (unsigned identity = 1; identity <= 20; ++identity) {
    ModuleBench drum(GetParam(), kRate, kRate, identity);
    const double peak_db = 20.0 * std::log10(peak(drum.run({{0, true, 1.0F}})));
    EXPECT_GT(peak_db, -12.0) << identity;
    EXPECT_LT(peak_db, -5.5) << identity;
  }
}

TEST_P(Drum, IsTrulySilentAfterItsTailAndNotBefore) {
  ModuleBench drum(GetParam(), 2 * kRate);
  const Samples& out = drum.set("decay", 0.5F).run({{0, true, 1.0F}, {100, false}});
  EXPECT_GT(energy(out, kRate / 10, kRate / 5), 1e-4);
  EXPECT_GT(energy(out, 2 * kRate / 5, kRate / 2), 0.0);
  EXPECT_EQ(energy(out, kRate / 2 + 2, 2 * kRate), 0.0);
}

/// How much of the power lies in what changes fast: of white noise 2, of slow waves nothing.
double brightness(const Samples& samples) {
  double steps = 0.0;
  for (std::size_t n = 1; n < samples.size(); ++n) {
    steps += std::pow(samples[n] - samples[n - 1], 2.0);
  }
  return steps / energy(samples, 0, static_cast<int>(samples.size()));
}

TEST_P(Drum, VelocityOpensIt) {
  double last_energy = 0.0, last_brightness = 0.0;
  for (const float velocity : {0.15F, 0.4F, 0.7F, 1.0F}) {
    ModuleBench drum(GetParam(), kRate / 4);
    const Samples& out = drum.run({{0, true, velocity}});
    const double loud = energy(out, 0, kRate / 4), bright = brightness(out);
    EXPECT_GT(loud, last_energy) << velocity;
    EXPECT_GT(bright, 1.03 * last_brightness) << velocity;
    last_energy = loud, last_brightness = bright;
  }
  ModuleBench mute(GetParam(), 5000);
  EXPECT_EQ(peak(mute.run({{0, true, 0.0F}})), 0.0F);
}

TEST_P(Drum, DecayIsItsLength) {
  const auto length = [](float decay) {
    ModuleBench drum(GetParam(), 3 * kRate);
    const Samples& out = drum.set("decay", decay).run({{0, true}});
    int last = static_cast<int>(out.size()) - 1;
    while (last > 0 && out[last] == 0.0F) --last;
    return last;
  };
  EXPECT_NEAR(length(0.2F), 0.2 * kRate, 3);
  EXPECT_NEAR(length(2.0F), 2.0 * kRate, 3);
}

TEST_P(Drum, TuneMovesIt) {
  ModuleBench low(GetParam(), kRate), high(GetParam(), kRate);
  low.set("tune", 100.0F).run({{0, true}});
  high.set("freq", 200.0F).run({{0, true}});
  EXPECT_NE(low.output(), high.output());
}

INSTANTIATE_TEST_SUITE_P(Voices, Drum,
                         testing::Values("kick", "snare", "hat", "clap", "tom", "cymbal"),
                         [](const auto& voice) { return std::string(voice.param); });

/// Without noise a restart is judged by its steps: no larger than those of a first hit, however
/// loud the note was that it cut.
TEST(Kick, RetriggersWithoutAClick) {
  constexpr int kFrames = 30'000;
  ModuleBench once("kick", kFrames);
  once.set("tone", 0.0F).run({{0, true}});
  const float own = steepest(once.output());
  for (int gap = 200; gap < 6000; gap += 131) {
    ModuleBench roll("kick", kFrames);
    std::vector<GateAt> gates;
    for (int at = 0; at < kFrames; at += gap) gates.push_back({at, true, 1.0F});
    roll.set("tone", 0.0F).run(gates);
    EXPECT_LT(steepest(roll.output()), own + 0.015F) << gap;
  }
}

TEST(Snare, HeadRetriggersWithoutAClick) {
  constexpr int kFrames = 20'000;
  ModuleBench once("snare", kFrames);
  once.set("snap", 0.0F).run({{0, true}});
  for (int gap = 200; gap < 4000; gap += 131) {
    ModuleBench roll("snare", kFrames);
    std::vector<GateAt> gates;
    for (int at = 0; at < kFrames; at += gap) gates.push_back({at, true, 1.0F});
    roll.set("snap", 0.0F).run(gates);
    EXPECT_LT(steepest(roll.output()), steepest(once.output()) + 0.015F) << gap;
  }
}

TEST(Tom, RetriggersWithoutAClick) {
  constexpr int kFrames = 20'000;
  ModuleBench once("tom", kFrames);
  once.set("tone", 0.0F).run({{0, true}});
  for (int gap = 200; gap < 4000; gap += 131) {
    ModuleBench roll("tom", kFrames);
    std::vector<GateAt> gates;
    for (int at = 0; at < kFrames; at += gap) gates.push_back({at, true, 1.0F});
    roll.set("tone", 0.0F).run(gates);
    EXPECT_LT(steepest(roll.output()), steepest(once.output()) + 0.015F) << gap;
  }
}

TEST(Clap, IsFourHandsThatAreSpreadApart) {
  ModuleBench clap("clap", kRate / 10);
  const Samples& out = clap.set("spread", 0.02F).set("decay", 0.1F).run({{0, true}});
  for (int hand = 0; hand < 4; ++hand) {
    const int at = hand * kRate / 50;
    EXPECT_GT(energy(out, at, at + 300), 3.0 * energy(out, at + 600, at + 900)) << hand;
  }
  EXPECT_LT(energy(out, 4 * kRate / 50, 4 * kRate / 50 + 300), 0.1 * energy(out, 0, 300));
}

TEST(Cymbal, RingsLongerAboveThanItDoesAtTheStroke) {
  ModuleBench cymbal("cymbal", kRate);
  const Samples& out = cymbal.run({{0, true}});
  const Samples stroke(out.begin(), out.begin() + 4000), tail(out.begin() + 40'000, out.end());
  EXPECT_GT(brightness(tail), 1.1 * brightness(stroke));
}

TEST(Kick, BodyRingsAtItsTune) {
  ModuleBench kick("kick", 2 * kRate);
  kick.set("tune", 60.0F).set("tone", 0.0F).set("decay", 3.0F).set("sweep_time", 0.05F);
  const Samples& out = kick.run({{0, true}});
  int crossings = 0;
  for (int n = kRate / 10; n < kRate / 10 + kRate; ++n) {
    if (out[n - 1] < 0.0F && out[n] >= 0.0F) ++crossings;
  }
  EXPECT_NEAR(crossings, 60, 1);
}

TEST(Hat, ToneTakesAwayTheLows) {
  const auto roughness = [](float tone) {
    ModuleBench hat("hat", 4000);
    const Samples& out = hat.set("tone", tone).run({{0, true}});
    double steps = 0.0;
    for (int n = 1; n < 4000; ++n) steps += std::pow(out[n] - out[n - 1], 2.0);
    return steps / energy(out, 0, 4000);
  };
  EXPECT_GT(roughness(1.0F), 1.3 * roughness(0.0F));
}

}  // namespace
}  // namespace chronus::engine
