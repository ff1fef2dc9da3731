// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <random>

#include "engine/keyframe.hpp"
#include "module_bench.hpp"
#include "patch_of.hpp"

namespace chronus::engine {
namespace {

constexpr StreamFormat kMono{48'000, 128, 1};

/// kick -> gain -> feedback -> gain: what is heard comes back 16 frames later, at that level.
PatchOf loop(float level, int voices = 0) {
  PatchOf patch(1);
  patch.module(0, "kick", 1).module(1, "gain", 2, {{"gain_db", 0.0F}});
  patch.module(2, "feedback", 3, {{"level", level}});
  for (int place = 0; place < 3; ++place) patch.voices(place, voices);
  return patch.connect(0, 1).connect(1, 2).connect(2, 1).hear(1);
}

Command gate() { return {.op = Op::kGate, .module = 0, .value = 1.0, .velocity = 1.0}; }

std::vector<float> perform(const PatchOf& patch, int cut, bool is_awake = false,
                           Simd simd = Simd::kBaseline) {
  Engine engine(kMono, test::built_in_modules(simd));
  engine.keep_awake(is_awake);
  play(engine, patch);
  std::vector<float> out(96'000);
  for (int done = 0; done < 96'000;) {
    if (done == 0 || done == 48'000) engine.apply(gate());
    const int frames = std::min(cut, 48'000 - done % 48'000);
    engine.render(out.data() + done, frames);
    done += frames;
  }
  return out;
}

TEST(Feedback, ACycleThroughItComesBackSixteenFramesLater) {
  const auto dry = perform(PatchOf(1).module(0, "kick", 1).hear(0), 128);
  const auto out = perform(loop(0.5F), 128);
  std::vector<float> expected = dry;
  for (std::size_t n = 16; n < expected.size(); ++n) {
    expected[n] = dry[n] + 0.5F * expected[n - 16];
    ASSERT_NEAR(out[n], expected[n], 1e-5F) << n;
  }
}

TEST(Feedback, GivesTheSameBitsHoweverFramesAreCutAsleepAndAwake) {
  for (const int voices : {0, 3, 12}) {
    const auto expected = perform(loop(0.6F, voices), 128);
    EXPECT_EQ(perform(loop(0.6F, voices), 1), expected) << voices;
    EXPECT_EQ(perform(loop(0.6F, voices), 37), expected) << voices;
    EXPECT_EQ(perform(loop(0.6F, voices), 64, true), expected) << voices;
    if (is_usable(Simd::kAvx2)) {
      EXPECT_EQ(perform(loop(0.6F, voices), 100, false, Simd::kAvx2), expected) << voices;
    }
  }
}

TEST(Feedback, ALoopThatAmplifiesStandsAtItsLimit) {
  PatchOf patch(1);
  patch.module(0, "kick", 1).module(1, "gain", 2, {{"gain_db", 12.0F}}).module(2, "feedback", 3);
  const auto out = perform(patch.connect(0, 1).connect(1, 2).connect(2, 1).hear(1), 128);
  EXPECT_GT(peak(out), 10.0F);
  EXPECT_LT(peak(out), 60.0F);
}

TEST(Feedback, CyclesWithoutItAreRefusedAndThroughItsParametersToo) {
  PatchOf patch(1);
  patch.module(0, "gain", 1).module(1, "gain", 2).module(2, "feedback", 3);
  EXPECT_TRUE(check_patch(PatchOf(patch).connect(0, 2).connect(2, 0).hear(0).get(),
                          test::built_in_catalog(), 48'000));
  EXPECT_TRUE(
      check_patch(PatchOf(patch).connect(2, 2).hear(2).get(), test::built_in_catalog(), 48'000));
  EXPECT_EQ(check_patch(PatchOf(patch).connect(0, 1).connect(1, 0).connect(2, 0).hear(0).get(),
                        test::built_in_catalog(), 48'000)
                .reason(),
            "cycle through places 0 -> 1 -> 0");
  EXPECT_FALSE(check_patch(PatchOf(patch).modulate(0, 2, "level").connect(2, 0).hear(0).get(),
                           test::built_in_catalog(), 48'000));
}

TEST(Feedback, AKeyframeInMidLoopContinuesBitByBit) {
  Engine engine(kMono, test::built_in_modules());
  play(engine, loop(0.9F));
  engine.apply(gate());
  render(engine, 1'003);
  const auto keyframe = keyframe_of(engine);
  Engine copy(kMono, test::built_in_modules());
  ASSERT_TRUE(copy.load(keyframe));
  EXPECT_EQ(render(copy, 5'000), render(engine, 5'000));
}

TEST(Panic, EmptiesReverbsDelaysAndLoops) {
  Engine engine(kMono, test::built_in_modules());
  PatchOf patch(1);
  patch.module(0, "kick", 1).module(1, "reverb", 2, {{"decay", 20.0F}});
  patch.module(2, "delay", 3, {{"feedback", 0.9F}}).module(3, "feedback", 4);
  patch.module(4, "comb", 5).module(5, "limiter", 6);
  patch.connect(0, 1).connect(1, 2).connect(2, 3).connect(3, 2).connect(2, 4).connect(4, 5);
  play(engine, patch.hear(5));
  engine.apply(gate());
  EXPECT_GT(peak(render(engine, 48'000)), 0.01F);
  engine.apply({.op = Op::kPanic});
  render(engine, 960);
  EXPECT_EQ(peak(render(engine, 96'000)), 0.0F);
}

}  // namespace
}  // namespace chronus::engine
