// SPDX-License-Identifier: MIT
#include "dsp/curve.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "dsp/adsr_envelope.hpp"
#include "dsp/declick.hpp"

namespace chronus::dsp {
namespace {

constexpr float kRate = 48'000.0F;
constexpr AdsrEnvelope::Shape kShape{0.01F, 0.1F, 0.5F, 0.2F};  // 480, 4800 and 9600 frames

std::vector<double> take(AdsrEnvelope& envelope, int frames,
                         const AdsrEnvelope::Shape& shape = kShape) {
  std::vector<double> levels(frames);
  for (double& level : levels) level = envelope.next(shape, kRate);
  return levels;
}

/// Frames until the level is idle, from a gate off on.
int frames_to_idle(AdsrEnvelope& envelope) {
  int frames = 0;
  for (; !envelope.idle() && frames < 1'000'000; ++frames) envelope.next(kShape, kRate);
  return frames;
}

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

TEST(AdsrEnvelope, ReachesItsPeakInExactlyTheAttackTime) {
  AdsrEnvelope envelope;
  envelope.gate(true, 0.8F);
  const auto levels = take(envelope, 600);
  EXPECT_GT(levels[0], 0.0);
  EXPECT_TRUE(std::is_sorted(levels.begin(), levels.begin() + 480));
  const auto peak = std::max_element(levels.begin(), levels.end());
  EXPECT_FLOAT_EQ(static_cast<float>(*peak), 0.8F);
  EXPECT_NEAR(static_cast<int>(peak - levels.begin()), 479, 1);
}

TEST(AdsrEnvelope, DecaysToWithinAHundredthOfTheSustainLevelInTheDecayTime) {
  AdsrEnvelope envelope;
  envelope.gate(true, 1.0F);
  const auto levels = take(envelope, 480 + 4800 + 20'000);
  EXPECT_GT(levels[480 + 2400], 0.53);
  EXPECT_NEAR(levels[480 + 4800], 0.5, 0.005);
  EXPECT_EQ(levels.back(), 0.5);
}

TEST(AdsrEnvelope, ReleasesToZeroInExactlyTheReleaseTimeFromAnyLevel) {
  for (const int held : {5, 200, 480, 1000, 30'000}) {
    AdsrEnvelope envelope;
    envelope.gate(true, 1.0F);
    const double from = take(envelope, held).back();
    envelope.gate(false, 0.0F);
    EXPECT_LT(envelope.next(kShape, kRate), from);
    EXPECT_NEAR(frames_to_idle(envelope), 9599, 1) << held;
    EXPECT_EQ(envelope.next(kShape, kRate), 0.0);
  }
}

TEST(AdsrEnvelope, RunsOnFromTheLevelThereIsWhenGatedAnew) {
  AdsrEnvelope envelope;
  envelope.gate(true, 1.0F);
  double before = take(envelope, 3000).back();
  for (const float velocity : {0.3F, 1.0F, 0.1F, 0.9F}) {
    envelope.gate(true, velocity);
    for (const double level : take(envelope, 250)) {
      ASSERT_NEAR(level, before, 0.005);
      before = level;
    }
    envelope.gate(false, 0.0F);
    for (const double level : take(envelope, 50)) {
      ASSERT_NEAR(level, before, 0.005);
      before = level;
    }
  }
}

TEST(AdsrEnvelope, ASofterNoteOverALouderOneFallsToItsOwnPeak) {
  AdsrEnvelope envelope;
  envelope.gate(true, 1.0F);
  take(envelope, 480);
  envelope.gate(true, 0.2F);
  EXPECT_NEAR(take(envelope, 480).back(), 0.2, 1e-3);
}

TEST(AdsrEnvelope, FollowsASustainLevelThatMoves) {
  AdsrEnvelope envelope;
  envelope.gate(true, 1.0F);
  take(envelope, 30'000);
  auto shape = kShape;
  shape.sustain = 0.9F;
  EXPECT_NEAR(take(envelope, 30'000, shape).back(), 0.9, 1e-6);
}

TEST(AdsrEnvelope, EveryNoteHasTheTimesThatHoldForIt) {
  AdsrEnvelope envelope;
  for (const float attack : {0.01F, 0.1F, 0.002F}) {
    auto shape = kShape;
    shape.attack = attack;
    envelope.gate(true, 1.0F);
    const int frames = static_cast<int>(attack * kRate);
    EXPECT_LT(take(envelope, frames - 2, shape).back(), 1.0);
    EXPECT_NEAR(take(envelope, 2, shape).back(), 1.0, 1e-3);
    envelope.gate(false, 0.0F);
    take(envelope, 10'000);
  }
}

TEST(AdsrEnvelope, StaysSilentWithoutAGate) {
  AdsrEnvelope envelope;
  envelope.gate(false, 0.0F);
  EXPECT_TRUE(envelope.idle());
  EXPECT_EQ(envelope.next(kShape, kRate), 0.0);
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
