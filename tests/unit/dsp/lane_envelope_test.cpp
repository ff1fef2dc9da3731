// SPDX-License-Identifier: MIT
#include "dsp/lane_envelope.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace chronus::dsp {
namespace {

constexpr float kRate = 48'000.0F;

struct Shape {
  float attack, decay, sustain, release;
};
constexpr Shape kShape{0.01F, 0.1F, 0.5F, 0.2F};  // 480, 4800 and 9600 frames

/// One lane, frame by frame from any place in the song on.
class Envelope {
 public:
  explicit Envelope(int frame = 0) : frame_(frame) {}

  void gate(bool on, float velocity) { lane_.gate(0, on, velocity); }
  bool idle() const { return lane_.is_idle(); }
  double next(const Shape& shape, float rate) {
    if (lane_.is_idle()) return ++frame_, 0.0;
    const int place = frame_++ % LaneEnvelope<1>::kTick;
    const auto value = [](float x) { return Float<1>{x}; };
    EXPECT_GE(lane_.begin(place,
                          {value(shape.attack), value(shape.decay), value(shape.sustain),
                           value(shape.release)},
                          rate),
              1);
    const float level = lane_.at(place).a;
    lane_.pass(1);
    return static_cast<double>(level);
  }

 private:
  LaneEnvelope<1> lane_;
  int frame_;
};

std::vector<double> take(Envelope& envelope, int frames, const Shape& shape = kShape) {
  std::vector<double> levels(frames);
  for (double& level : levels) level = envelope.next(shape, kRate);
  return levels;
}

/// Frames until the level is idle, from a gate off on.
int frames_to_idle(Envelope& envelope) {
  int frames = 0;
  for (; !envelope.idle() && frames < 1'000'000; ++frames) envelope.next(kShape, kRate);
  return frames;
}

TEST(LaneEnvelope, ReachesItsPeakInExactlyTheAttackTime) {
  Envelope envelope;
  envelope.gate(true, 0.8F);
  const auto levels = take(envelope, 600);
  EXPECT_GT(levels[0], 0.0);
  EXPECT_TRUE(std::is_sorted(levels.begin(), levels.begin() + 480));
  const auto peak = std::max_element(levels.begin(), levels.end());
  EXPECT_FLOAT_EQ(static_cast<float>(*peak), 0.8F);
  EXPECT_NEAR(static_cast<int>(peak - levels.begin()), 479, 1);
}

TEST(LaneEnvelope, DecaysToWithinAHundredthOfTheSustainLevelInTheDecayTime) {
  Envelope envelope;
  envelope.gate(true, 1.0F);
  const auto levels = take(envelope, 480 + 4800 + 20'000);
  EXPECT_GT(levels[480 + 2400], 0.53);
  EXPECT_NEAR(levels[480 + 4800], 0.5, 0.005);
  EXPECT_EQ(levels.back(), 0.5);
}

TEST(LaneEnvelope, ReleasesToZeroInExactlyTheReleaseTimeFromAnyLevel) {
  for (const int held : {5, 200, 480, 1000, 30'000}) {
    Envelope envelope;
    envelope.gate(true, 1.0F);
    const double from = take(envelope, held).back();
    envelope.gate(false, 0.0F);
    EXPECT_LT(envelope.next(kShape, kRate), from);
    EXPECT_NEAR(frames_to_idle(envelope), 9599, 1) << held;
    EXPECT_EQ(envelope.next(kShape, kRate), 0.0);
  }
}

TEST(LaneEnvelope, RunsOnFromTheLevelThereIsWhenGatedAnew) {
  Envelope envelope;
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

TEST(LaneEnvelope, ASofterNoteOverALouderOneFallsToItsOwnPeak) {
  Envelope envelope;
  envelope.gate(true, 1.0F);
  take(envelope, 480);
  envelope.gate(true, 0.2F);
  EXPECT_NEAR(take(envelope, 480).back(), 0.2, 1e-3);
}

TEST(LaneEnvelope, FollowsASustainLevelThatMoves) {
  Envelope envelope;
  envelope.gate(true, 1.0F);
  take(envelope, 30'000);
  auto shape = kShape;
  shape.sustain = 0.9F;
  EXPECT_NEAR(take(envelope, 30'000, shape).back(), 0.9, 1e-6);
}

TEST(LaneEnvelope, EveryNoteHasTheTimesThatHoldForIt) {
  Envelope envelope;
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

TEST(LaneEnvelope, StaysSilentWithoutAGate) {
  Envelope envelope;
  envelope.gate(false, 0.0F);
  EXPECT_TRUE(envelope.idle());
  EXPECT_EQ(envelope.next(kShape, kRate), 0.0);
}

/// Between ticks it is straight; the exact curve is nowhere far.
TEST(LaneEnvelope, FollowsItsCurveFromAnyFrameOn) {
  for (const int frame : {0, 1, 7, 15}) {
    Envelope envelope(frame);
    envelope.gate(true, 1.0F);
    const auto rise = take(envelope, 480);
    for (int n = 0; n < 480; ++n) {
      const double exact = 4.0 / 3.0 * (1.0 - std::exp2(-2.0 * (n + 1) / 480.0));
      ASSERT_NEAR(rise[n], exact, 4e-4) << frame << ", " << n;
    }
    envelope.gate(false, 0.0F);
    const auto fall = take(envelope, 9'600);
    for (int n = 0; n < 9'600; ++n) {
      const double exact = 128.0 / 127.0 * std::exp2(-7.0 * (n + 1) / 9'600.0) - 1.0 / 127.0;
      ASSERT_NEAR(fall[n], exact, 2e-5) << frame << ", " << n;
    }
  }
}

TEST(LaneEnvelope, KeepsItsTimeOverTenSeconds) {
  Envelope envelope;
  envelope.gate(true, 1.0F);
  const Shape slow{10.0F, 0.1F, 0.5F, 20.0F};
  const auto rise = take(envelope, 480'000, slow);
  EXPECT_LT(rise[479'998], 1.0);
  EXPECT_NEAR(rise[479'999], 1.0, 1e-6);
  EXPECT_NEAR(rise[240'000], 4.0 / 3.0 * 0.5, 1e-5);
}

TEST(LaneEnvelope, ARunTakesItsShareOfATimeThatChanges) {
  Envelope envelope;
  envelope.gate(true, 1.0F);
  take(envelope, 240, {0.01F, 0.1F, 0.5F, 0.2F});  // half of 480 frames
  const auto rest = take(envelope, 500, {0.02F, 0.1F, 1.0F, 0.2F});
  const auto top = std::ranges::find_if(rest, [](double level) { return level >= 1.0 - 1e-6; });
  EXPECT_NEAR(static_cast<double>(top - rest.begin()), 479.0, 1.0);
}

}  // namespace
}  // namespace chronus::dsp
