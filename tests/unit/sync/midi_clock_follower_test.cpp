// SPDX-License-Identifier: MIT
#include "sync/midi_clock_follower.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "rig.hpp"

namespace chronus::sync {
namespace {

using testing::ns;

constexpr double kPeriod_s = 60.0 / (120.0 * 24.0);

/// Clocks from the n-th to before the end-th of a master at 120 BPM.
void tick(MidiClockFollower& follower, int n, int end, double period_s = kPeriod_s) {
  for (; n < end; ++n) follower.event({midi::kClock, 0}, ns(1.0 + n * period_s));
}

TEST(MidiClockFollower, LocksWithinHalfABeat) {
  MidiClockFollower follower;
  EXPECT_EQ(follower.state(), State::kSearching);
  tick(follower, 0, 11);
  EXPECT_EQ(follower.state(), State::kSearching);
  EXPECT_FALSE(follower.at(ns(1.5)));
  tick(follower, 11, 12);
  EXPECT_EQ(follower.state(), State::kLocked);
  EXPECT_NEAR(follower.at(ns(1.5))->bpm, 120.0, 1e-6);
  EXPECT_NEAR(follower.at(ns(1.5))->beat, 1.0, 1e-6);
}

TEST(MidiClockFollower, SilenceOfSoManyClocksLetsGo) {
  MidiClockFollower follower(10.0);
  tick(follower, 0, 48);
  const double last_s = 1.0 + 47 * kPeriod_s;
  follower.poll(ns(last_s + 9.9 * kPeriod_s));
  EXPECT_EQ(follower.state(), State::kLocked);
  follower.poll(ns(last_s + 10.1 * kPeriod_s));
  EXPECT_EQ(follower.state(), State::kLost);
  EXPECT_FALSE(follower.at(ns(last_s + 1.0)));
}

TEST(MidiClockFollower, AfterSilenceTheCountIsWhereItWouldBe) {
  MidiClockFollower follower;
  tick(follower, 0, 48);
  follower.poll(ns(10.0));
  tick(follower, 480, 492);
  EXPECT_EQ(follower.state(), State::kLocked);
  EXPECT_NEAR(follower.at(ns(1.0 + 492 * kPeriod_s))->beat, 492 / 24.0, 1e-6);
}

TEST(MidiClockFollower, TempiThatCannotBeAreNotBelieved) {
  for (const double bpm : {0.5, 0.9, 1'100.0, 5'000.0, 100'000.0}) {
    MidiClockFollower follower;
    tick(follower, 0, 100, 60.0 / (bpm * 24.0));
    EXPECT_NE(follower.state(), State::kLocked) << bpm;
  }
  for (const double bpm : {1.0, 30.0, 999.0}) {
    MidiClockFollower follower;
    tick(follower, 0, 100, 60.0 / (bpm * 24.0));
    ASSERT_EQ(follower.state(), State::kLocked) << bpm;
    EXPECT_NEAR(follower.at(ns(1.0))->bpm, bpm, bpm * 1e-5);
  }
}

TEST(MidiClockFollower, ClocksHeldUpAndComingInABurstAreCountedOnce) {
  MidiClockFollower follower;
  tick(follower, 0, 100);
  // Three are held up until the next one.
  for (int i = 0; i < 4; ++i)
    follower.event({midi::kClock, 0}, ns(1.0 + 103 * kPeriod_s + i * 1e-4));
  tick(follower, 104, 300);
  EXPECT_NEAR(follower.at(ns(1.0 + 300 * kPeriod_s))->beat, 300 / 24.0, 1e-3);
}

TEST(MidiClockFollower, ATempoThatJumpsIsFoundWithinABeatAndNoClockIsMiscounted) {
  for (const double ratio : {0.5, 0.55, 0.7, 0.8, 0.9, 1.1, 1.25, 4.0 / 3.0, 1.5, 2.0, 3.0}) {
    MidiClockFollower follower;
    tick(follower, 0, 100);
    const double start_s = 1.0 + 99 * kPeriod_s;
    for (int n = 1; n <= 24; ++n) {
      follower.event({midi::kClock, 0}, ns(start_s + n * kPeriod_s * ratio));
    }
    const auto moment = follower.at(ns(start_s + 25 * kPeriod_s * ratio));
    ASSERT_TRUE(moment) << ratio;
    EXPECT_NEAR(moment->bpm, 120.0 / ratio, 1.0) << ratio;
    EXPECT_NEAR(moment->beat, 124 / 24.0, 0.01) << ratio;
  }
}

TEST(MidiClockFollower, AStartIsForetoldFromTheClock) {
  MidiClockFollower follower;
  tick(follower, 0, 48);
  follower.event({midi::kStart, 0}, ns(1.0 + 47.2 * kPeriod_s));
  const auto cue = follower.take_cue();
  ASSERT_TRUE(cue);
  EXPECT_EQ(cue->kind, Cue::Kind::kStart);
  EXPECT_NEAR(static_cast<double>(cue->at_ns), (1.0 + 48 * kPeriod_s) * 1e9, 1e3);
  EXPECT_FALSE(follower.take_cue());
  tick(follower, 48, 72);
  EXPECT_NEAR(follower.at(ns(1.0 + 72 * kPeriod_s))->beat, 1.0, 1e-6);
}

TEST(MidiClockFollower, APausedClockStartsWithItsFirstTick) {
  MidiClockFollower follower;
  tick(follower, 0, 48);
  follower.event({midi::kStart, 0}, ns(2.2));  // nine clocks have not come
  EXPECT_FALSE(follower.take_cue());
  EXPECT_FALSE(follower.at(ns(2.2)));
  follower.event({midi::kClock, 0}, ns(2.3));
  const auto cue = follower.take_cue();
  ASSERT_TRUE(cue);
  EXPECT_EQ(cue->at_ns, ns(2.3));
  EXPECT_EQ(cue->beat, 0.0);
  EXPECT_NEAR(follower.at(ns(2.3))->beat, 0.0, 1e-6);
}

TEST(MidiClockFollower, StopPositionAndContinue) {
  MidiClockFollower follower;
  follower.event({midi::kSongPosition, 16}, ns(0.5));
  follower.event({midi::kContinue, 0}, ns(0.9));
  tick(follower, 0, 30);
  EXPECT_EQ(follower.take_cue()->beat, 4.0);
  follower.event({midi::kSongPosition, 3}, ns(1.0 + 29.1 * kPeriod_s));  // it plays: not now
  follower.event({midi::kContinue, 0}, ns(1.0 + 29.1 * kPeriod_s));      // it does already
  follower.event({midi::kStop, 0}, ns(1.0 + 29.2 * kPeriod_s));
  EXPECT_EQ(follower.take_cue()->kind, Cue::Kind::kStop);
  follower.event({midi::kContinue, 0}, ns(1.0 + 29.3 * kPeriod_s));
  EXPECT_NEAR(follower.take_cue()->beat, 4.0 + 30 / 24.0, 1e-9);
  EXPECT_FALSE(follower.take_cue());
}

TEST(MidiClockFollower, FollowsAnythingWithoutComplaint) {
  std::mt19937_64 random(5);
  constexpr std::uint8_t kKinds[] = {
      midi::kClock,    midi::kClock, midi::kClock,        midi::kStart,
      midi::kContinue, midi::kStop,  midi::kSongPosition, 0x00};
  for (int run = 0; run < 50; ++run) {
    MidiClockFollower follower;
    std::int64_t now = 0;
    for (int i = 0; i < 20'000; ++i) {
      // Times that fall, stand still and leap by hours.
      const int scale = static_cast<int>(random() % 45);
      now += static_cast<std::int64_t>(random() % (std::uint64_t{1} << scale)) -
             static_cast<std::int64_t>(random() % (std::uint64_t{1} << (scale / 2)));
      const auto kind = run % 2 == 0 ? kKinds[random() % std::size(kKinds)] : midi::kClock;
      follower.event({kind, static_cast<int>(random() % 16'384)}, now);
      if (i % 3 == 0) follower.poll(now);
      if (i % 100 == 0) {
        while (follower.take_cue()) continue;
      }
      if (const auto moment = follower.at(now)) {
        ASSERT_GE(moment->bpm, 1.0);
        ASSERT_LE(moment->bpm, 999.0);
        ASSERT_TRUE(std::isfinite(moment->beat));
      }
    }
  }
}

}  // namespace
}  // namespace chronus::sync
