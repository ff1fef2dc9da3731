// SPDX-License-Identifier: MIT
// No patch that can be made of the modules fails a worker, whatever is wired to what and however it
// is set (engine/levels.hpp).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "engine/levels.hpp"
#include "module_bench.hpp"
#include "patch_of.hpp"
#include "random_patch.hpp"

namespace chronus::engine {
namespace {

bool is_sound(float sample) { return std::abs(sample) <= kHeldOutput; }

/// As loud as every connection of a patch into one input.
constexpr float kLoudestInput = kMaxConnections * kHeldSignal;

class LoudestInputs : public testing::TestWithParam<const ModuleInfo*> {};

TEST_P(LoudestInputs, StayFarFromARunaway) {
  constexpr int kFrames = 40'000;
  for (const float rate : {8'000.0F, 48'000.0F, 192'000.0F}) {
    for (const int hold : {1, 3, 60, 2'000}) {
      std::mt19937 random(static_cast<unsigned>(rate) + static_cast<unsigned>(hold));
      ModuleBench bench(GetParam()->name, kFrames, rate);
      for (std::size_t p = 0; p < bench.type().params.size(); ++p) {
        float value = 0.0F;
        int n = 0;
        for (float& sample : bench.param(p)) {
          if (n++ % hold == 0) value = extreme_value(random, bench.type().params[p]);
          sample = value;
        }
      }
      for (std::size_t port = 0; port < bench.type().inputs.size(); ++port) {
        float value = kLoudestInput;
        for (float& sample : bench.input(port)) {
          if (random() % 8 == 0) value = -value;
          sample = value;
        }
      }
      bench.run(!bench.type().has_gate ? std::vector<GateAt>{}
                                       : std::vector<GateAt>{{0, true, 1.0F}});
      const bool is_no_louder = test::built_in_modules().find(bench.type().id())->one.is_no_louder;
      for (const Samples& output : bench.outputs()) {
        if (is_no_louder) {
          ASSERT_LE(peak(output), 1.001F * kLoudestInput);
        }
        ASSERT_TRUE(std::ranges::all_of(output, [](float x) { return std::isfinite(x); }));
        ASSERT_LT(peak(output), kRunawayLevel / 100) << rate << " Hz, values for " << hold;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Types, LoudestInputs, testing::ValuesIn(types_that_mean_no_harm()),
                         [](const auto& type) { return std::string(type.param->name); });

TEST(LegalPatch, NeverRunsAwayWhateverItsSeed) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    const auto patch = random_patch(random);
    Engine engine({seed % 2 == 0 ? 48'000 : 8'000, 128, 1}, test::built_in_modules());
    const Status built = engine.build(patch);
    ASSERT_TRUE(built) << seed << ": " << built.reason();
    engine.apply({.op = Op::kSwapPatch, .patch_version = 1});
    for (int stretch = 0; stretch < 40; ++stretch) {
      const auto place = static_cast<std::uint16_t>(random() % 16);
      const ModuleInfo* type = test::built_in_catalog().find(patch.modules[place].type);
      if (type != nullptr) {
        const auto& params = type->params;
        const auto param = static_cast<std::uint16_t>(random() % params.size());
        engine.apply({.op = Op::kSetParam,
                      .module = place,
                      .param = param,
                      .value = extreme_value(random, params[param])});
      }
      engine.apply({.op = Op::kGate, .module = place, .value = 1.0, .velocity = 1.0});
      const auto out = render(engine, 200);
      ASSERT_TRUE(std::ranges::all_of(out, is_sound)) << "seed " << seed;
      ASSERT_EQ(engine.runaway().place, -1) << "seed " << seed;
    }
  }
}

TEST(LegalPatch, AnLfoOnTheOutputIsHeldThere) {
  for (const float offset : {12'000.0F, -20'000.0F, 10'000.0F, 9'999.0F}) {
    Engine engine({48'000, 128, 1}, test::built_in_modules());
    play(engine, PatchOf(1).module(0, "lfo", 1, {{"depth", 0.0F}, {"offset", offset}}).hear(0));
    const auto out = render(engine, 2'000);
    EXPECT_EQ(out.back(), std::clamp(offset, -kHeldOutput, kHeldOutput));
    EXPECT_EQ(engine.runaway().place, -1);
  }
}

TEST(LegalPatch, AmplifiersInARowAreHeldBetweenThem) {
  Engine engine({48'000, 128, 1}, test::built_in_modules());
  PatchOf patch(1);
  patch.module(0, "lfo", 1, {{"depth", 0.0F}, {"offset", -20'000.0F}});
  for (int place = 1; place < 40; ++place) {
    patch.module(place, "gain", static_cast<std::uint32_t>(place + 1), {{"gain_db", 24.0F}});
    patch.connect(place - 1, place);
  }
  patch.module(40, "gain", 99, {{"gain_db", -60.0F}}).connect(39, 40).hear(40);
  play(engine, patch);
  EXPECT_NEAR(render(engine, 2'000).back(), -kHeldSignal / 1'000, 1e-2F * kHeldSignal / 1'000);
  EXPECT_EQ(engine.runaway().place, -1);
}

/// An envelope is no louder than what it hears, and is looked after where that is a sum.
TEST(LegalPatch, AnEnvelopeOfASumIsHeld) {
  for (const int voices : {0, 3}) {
    Engine engine({48'000, 128, 1}, test::built_in_modules());
    PatchOf patch(1);
    patch.module(0, "lfo", 1, {{"depth", 0.0F}, {"offset", 20'000.0F}});
    for (int place = 1; place < 4; ++place) {
      patch.module(place, "gain", static_cast<std::uint32_t>(place + 1), {{"gain_db", 24.0F}});
      patch.connect(place - 1, place);
    }
    patch.module(4, "gain", 5, {{"gain_db", 0.0F}}).connect(3, 4);
    patch.module(5, "adsr", 6, {{"sustain", 1.0F}}).voices(5, voices).connect(3, 5).connect(4, 5);
    patch.module(6, "gain", 7, {{"gain_db", -60.0F}}).connect(5, 6).hear(6);
    play(engine, patch);
    engine.apply({.op = Op::kGate, .module = 5, .value = 1.0, .velocity = 1.0});
    const auto heard = static_cast<float>(std::max(1, voices)) * kHeldSignal / 1'000;
    EXPECT_NEAR(render(engine, 20'000).back(), heard, 1e-2F * heard) << voices;
  }
}

TEST(Hold, ChangesNothingWithinItsLevelAndKeepsNan) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  std::vector<float> samples = {0.0F, -0.0F, 1e-42F, 5.0F,      -5.0F,
                                5.1F, -5.1F, nan,    -infinity, infinity};
  hold(samples.data(), samples.size(), 5.0F);
  EXPECT_TRUE(std::signbit(samples[1]));
  EXPECT_EQ(samples[2], 1e-42F);
  EXPECT_EQ(samples[3], 5.0F);
  EXPECT_EQ(samples[4], -5.0F);
  EXPECT_EQ(samples[5], 5.0F);
  EXPECT_EQ(samples[6], -5.0F);
  EXPECT_TRUE(std::isnan(samples[7]));
  EXPECT_EQ(samples[8], -5.0F);
  EXPECT_EQ(samples[9], 5.0F);
}

TEST(AnyBeyond, SeesOneSampleAnywhere) {
  for (std::size_t at = 0; at < 67; ++at) {
    std::vector<float> samples(67, -5.0F);
    EXPECT_FALSE(any_beyond(samples.data(), samples.size(), 5.0F));
    for (const float bad : {std::nextafter(5.0F, 6.0F), std::nextafter(-5.0F, -6.0F), -INFINITY,
                            std::numeric_limits<float>::quiet_NaN()}) {
      samples[at] = bad;
      EXPECT_TRUE(any_beyond(samples.data(), samples.size(), 5.0F)) << at;
    }
  }
}

}  // namespace
}  // namespace chronus::engine
