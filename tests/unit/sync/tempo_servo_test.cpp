// SPDX-License-Identifier: MIT
#include "sync/tempo_servo.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace chronus::sync {
namespace {

/// A transport under a servo, in steps of a block.
struct Loop {
  TempoServo servo;
  double bpm = 120.0;
  double ahead_beats = 0.0;
  double now_s = 0.0;
  int tempi = 0;

  void run(double seconds, double clock_bpm) {
    constexpr double kBlock_s = 128.0 / 48'000.0;
    for (const double end = now_s + seconds; now_s < end; now_s += kBlock_s) {
      if (const auto set = servo.step(now_s, clock_bpm, ahead_beats, bpm)) {
        EXPECT_LE(std::abs(*set / bpm - 1.0), TempoServo::kMostChange * 0.2 + 1e-5);
        bpm = *set;
        ++tempi;
      }
      ahead_beats += (clock_bpm - bpm) / 60.0 * kBlock_s;
    }
  }
  double ahead_ms() const { return ahead_beats * 60'000.0 / bpm; }
};

TEST(TempoServo, ADistanceMeltsAwayWithoutAJump) {
  for (const double ahead_ms : {-200.0, -20.0, 1.0, 20.0, 200.0}) {
    Loop loop;
    loop.ahead_beats = ahead_ms * 120.0 / 60'000.0;
    loop.run(30.0, 120.0);
    EXPECT_NEAR(loop.ahead_ms(), 0.0, 0.15) << ahead_ms;
    EXPECT_NEAR(loop.bpm, 120.0, 0.01);
  }
}

TEST(TempoServo, TheBendIsBounded) {
  Loop loop;
  loop.ahead_beats = 1.9;
  loop.run(3.0, 120.0);
  EXPECT_NEAR(loop.bpm, 126.0, 0.2);
  loop.ahead_beats = -1.9;
  loop.run(5.0, 120.0);
  EXPECT_NEAR(loop.bpm, 114.0, 0.2);
}

TEST(TempoServo, OnceSettledItSaysNextToNothing) {
  Loop loop;
  loop.ahead_beats = 0.01;
  loop.run(60.0, 120.0);
  const int before = loop.tempi;
  loop.run(600.0, 120.0);
  EXPECT_LE(loop.tempi - before, 30);
  EXPECT_LT(before, 60);
}

TEST(TempoServo, ATempoBetweenTwoStepsIsHeldOnAverage) {
  Loop loop;
  loop.run(600.0, 120.00047);
  EXPECT_NEAR(loop.ahead_ms(), 0.0, 0.05);
}

TEST(TempoServo, TheFastestAndTheSlowestTempoHold) {
  for (const double clock : {1.0, 20.0, 400.0, 940.0}) {
    Loop loop;
    loop.bpm = clock;
    loop.ahead_beats = 0.01 * clock / 60.0;
    loop.run(120.0, clock);
    EXPECT_NEAR(loop.ahead_ms(), 0.0, clock < 5.0 ? 2.0 : 0.2) << clock;
    EXPECT_GE(loop.bpm, 1.0);
    EXPECT_LE(loop.bpm, 999.0);
  }
}

}  // namespace
}  // namespace chronus::sync
