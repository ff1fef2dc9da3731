// SPDX-License-Identifier: MIT
#include "dsp/curve.hpp"

#include <gtest/gtest.h>

#include "dsp/declick.hpp"

namespace chronus::dsp {
namespace {

constexpr float kRate = 48'000.0F;

TEST(DrumDecay, StartsWhollyFallsBy60DecibelsInItsTimeAndEndsInZero) {
  DrumDecay decay;
  decay.start(0.8);
  EXPECT_EQ(decay.next(0.1F, kRate), 0.8);
  double before = 0.8;
  int frames = 1;
  for (; decay.active(); ++frames) {
    const double level = decay.next(0.1F, kRate);
    ASSERT_LT(level, before);
    before = level;
  }
  EXPECT_NEAR(frames, 4800, 1);
  EXPECT_EQ(decay.next(0.1F, kRate), 0.0);
}

TEST(DrumDecay, HalvesTenTimesOnItsWay) {
  DrumDecay decay;
  decay.start(1.0);
  for (int n = 0; n < 480; ++n) decay.next(0.1F, kRate);
  EXPECT_NEAR(decay.next(0.1F, kRate), 0.5, 1e-3);
}

TEST(Declick, CarriesTheLastSampleIntoTheNewVoiceAndLetsItDie) {
  Declick declick;
  EXPECT_EQ(declick.next(0.5F), 0.5F);
  declick.restart(kRate);
  float before = 0.5F;
  for (int n = 0; n < 144; ++n) {
    const float now = declick.next(0.0F);
    ASSERT_NEAR(now, before, 0.01F);
    before = now;
  }
  EXPECT_FALSE(declick.active());
  EXPECT_EQ(declick.next(0.0F), 0.0F);
}

}  // namespace
}  // namespace chronus::dsp
