// SPDX-License-Identifier: MIT
// After a panic nothing of what was is heard any more, within ten milliseconds and without a click.
#include "engine/panic.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/engine.hpp"
#include "tiny_modules.hpp"

namespace chronus::engine {
namespace {

using ::testing::Each;
using namespace tiny;

/// Ten milliseconds at 8 kHz.
constexpr int kFade = 80;

class Panicking : public ::testing::Test {
 protected:
  std::vector<float> left(int frames, int cut = kMaxBlockFrames) {
    return channel(render(engine_, frames, cut), 0);
  }
  void play_gated() {
    ASSERT_TRUE(play(engine_, Patch(1).module(3, kGated, 1).hear(3)));
    engine_.apply(gate(3, 1, 0.75));
    EXPECT_THAT(left(5), Each(0.75F));
  }

  Engine engine_{kFormat, modules()};
};

float largest_step(const std::vector<float>& samples) {
  float largest = 0.0F;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    largest = std::max(largest, std::abs(samples[i] - samples[i - 1]));
  }
  return largest;
}

TEST_F(Panicking, WhatSoundsFadesOutInTenMillisecondsAndStaysSilent) {
  play_gated();
  engine_.apply(panic());
  const auto fade = left(kFade);
  EXPECT_NEAR(fade.front(), 0.75F * 79 / 80, 1e-6F);
  EXPECT_TRUE(std::is_sorted(fade.rbegin(), fade.rend()));
  EXPECT_LT(largest_step(fade), 0.75F / 79);
  EXPECT_EQ(fade.back(), 0.0F);
  EXPECT_THAT(left(1'000), Each(0.0F));
}

TEST_F(Panicking, EveryModuleBeginsAnew) {
  ASSERT_TRUE(play(engine_, Patch(1).module(3, kCounter, 1).hear(3)));
  left(500);
  engine_.apply(panic());
  left(2 * kFade);
  EXPECT_EQ(left(1).front(), static_cast<float>(kFade)) << "counted from where the fade had ended";
}

TEST_F(Panicking, WhatSoundsWithoutAGateFadesInAgain) {
  ASSERT_TRUE(play(engine_, Patch(1).module(3, kConstant, 1, {1.0F}).hear(3)));
  left(10);
  engine_.apply(panic());
  const auto both = left(2 * kFade);
  EXPECT_EQ(both[kFade - 1], 0.0F);
  EXPECT_EQ(both.back(), 1.0F);
  EXPECT_LT(largest_step(both), 1.01F / kFade);
  EXPECT_THAT(left(100), Each(1.0F));
}

TEST_F(Panicking, ParametersAreKept) {
  ASSERT_TRUE(play(engine_, Patch(1).module(3, kConstant, 1, {1.0F}).hear(3)));
  engine_.apply(set_param(3, 0, 3.0));
  engine_.apply(panic());
  engine_.apply(set_param(3, kConstantPitch, 2.0));
  left(2 * kFade);
  EXPECT_THAT(left(10), Each(5.0F));
}

TEST_F(Panicking, AGateThatOpensWhileItFadesOutIsTakenByTheNewModules) {
  play_gated();
  engine_.apply(panic());
  left(30);
  engine_.apply(gate(3, 1, 0.5));
  left(2 * kFade - 30);
  EXPECT_THAT(left(10), Each(0.5F));
}

TEST_F(Panicking, OneThatClosesAgainIsNot) {
  play_gated();
  engine_.apply(panic());
  engine_.apply(gate(3, 1, 0.5));
  left(30);
  engine_.apply(gate(3, 0));
  left(kFade - 30);
  EXPECT_THAT(left(200), Each(0.0F));
}

TEST_F(Panicking, AGateOnTheFrameOfSilenceIsInTime) {
  play_gated();
  engine_.apply(panic());
  left(kFade);
  engine_.apply(gate(3, 1, 0.5));
  const auto in = left(kFade);
  EXPECT_GT(in.front(), 0.0F);
  EXPECT_EQ(in.back(), 0.5F);
}

TEST_F(Panicking, AgainWhileItFadesInGoesDownFromThere) {
  ASSERT_TRUE(play(engine_, Patch(1).module(3, kConstant, 1, {1.0F}).hear(3)));
  for (const int frames : {0, 1, 40, 79, 80}) {
    SCOPED_TRACE(frames);
    left(200);
    engine_.apply(panic());
    auto heard = left(kFade + frames);
    engine_.apply(panic());
    const auto after = left(2 * kFade);
    heard.insert(heard.end(), after.begin(), after.end());
    EXPECT_LT(largest_step(heard), 1.01F / kFade);
    EXPECT_EQ(std::count(heard.begin() + kFade, heard.end(), 0.0F), frames == 0 ? 0 : 1);
  }
}

TEST_F(Panicking, AgainWhileItFadesOutTakesNoLonger) {
  play_gated();
  engine_.apply(panic());
  engine_.apply(gate(3, 1, 0.5));
  left(30);
  engine_.apply(panic());
  left(kFade - 30);
  EXPECT_THAT(left(200), Each(0.0F));
}

TEST_F(Panicking, ACrossfadeUnderWayEndsInTheSilence) {
  ASSERT_TRUE(play(engine_, Patch(1, 200).module(3, kGated, 1).hear(3)));
  left(200);
  engine_.apply(gate(3, 1, 0.75));
  ASSERT_TRUE(play(engine_, Patch(2, 200).module(3, kGated, 1).module(4, kGated, 2).hear(3)));
  left(50);
  engine_.apply(panic());
  left(kFade);
  EXPECT_THAT(left(300), Each(0.0F));
  EXPECT_TRUE(play(engine_, Patch(3, 200).module(4, kGated, 2).hear(4)));
}

TEST_F(Panicking, ASwapWhileItFadesOutIsMadeAnewAsWell) {
  ASSERT_TRUE(play(engine_, Patch(1).module(3, kGated, 1).module(5, kGated, 3).hear(3).hear(5)));
  engine_.apply(gate(3, 1, 0.75));
  left(10);
  engine_.apply(panic());
  left(10);
  engine_.apply(gate(5, 1, 0.5));
  // What comes into the place of a module has not been played.
  ASSERT_TRUE(
      play(engine_, Patch(2, 20).module(3, kGated, 1).module(5, kGated, 4).hear(3).hear(5)));
  left(kFade - 10);
  EXPECT_THAT(left(300), Each(0.0F));
}

TEST_F(Panicking, DoesNotDependOnHowFramesAreCut) {
  const auto play_all = [](int cut) {
    Engine engine(kFormat, modules());
    EXPECT_TRUE(play(engine, Patch(1).module(3, kNoise, 1).module(4, kGated, 2).hear(3).hear(4)));
    std::vector<float> all;
    const auto go = [&](int frames) {
      const auto part = render(engine, frames, cut);
      all.insert(all.end(), part.begin(), part.end());
    };
    go(37);
    engine.apply(panic());
    go(41);
    engine.apply(gate(4, 1, 0.3));
    go(59);
    engine.apply(panic());
    go(400);
    return all;
  };
  const auto whole = play_all(kMaxBlockFrames);
  for (const int cut : {1, 7, 16, 79, 80, 81}) EXPECT_EQ(play_all(cut), whole) << cut;
}

TEST(PanicState, FromElsewhereIsChecked) {
  Panic panic;
  EXPECT_TRUE(panic.is_sound(8'000));
  EXPECT_FALSE(panic.begin(8'000));
  panic.hold_gate(3, true, 1.0F);
  EXPECT_TRUE(panic.is_sound(8'000));
  EXPECT_FALSE(panic.is_sound(4'000)) << "longer than its fades";
  panic.hold_gate(3, true, 1.5F);
  EXPECT_FALSE(panic.is_sound(8'000));
}

}  // namespace
}  // namespace chronus::engine
