// SPDX-License-Identifier: MIT
#include "sync/clock_filter.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace chronus::sync {
namespace {

constexpr double kPeriod_s = 60.0 / (120.0 * 24.0);

TEST(ClockFilter, ARegularClockHasNoError) {
  ClockFilter filter;
  filter.begin(0.0, kPeriod_s);
  for (int n = 1; n < 10'000; ++n) {
    ASSERT_NEAR(filter.error_s(n * kPeriod_s), 0.0, 1e-9);
    filter.tick(n * kPeriod_s);
  }
  EXPECT_NEAR(filter.period_s(), kPeriod_s, 1e-12);
  EXPECT_EQ(filter.bandwidth_hz(), ClockFilter::kNarrowest_Hz);
}

TEST(ClockFilter, TakesMostOfTheJitterAway) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> jitter(-0.005, 0.005);
  ClockFilter filter;
  filter.begin(0.0, kPeriod_s);
  double squares = 0.0;
  constexpr int kSettled = 1'000;
  constexpr int kTicks = 50'000;
  for (int n = 1; n < kTicks; ++n) {
    filter.tick(n * kPeriod_s + jitter(random));
    const double off = filter.next_s() - (n + 1) * kPeriod_s;
    if (n > kSettled) squares += off * off;
  }
  // Of 2.9 ms root mean square a loop of 0.05 Hz leaves about a tenth at 48 clocks a second.
  EXPECT_LT(std::sqrt(squares / (kTicks - kSettled)), 0.0004);
  EXPECT_NEAR(filter.jitter_s(), 0.0025, 0.0006);
}

TEST(ClockFilter, FindsAPeriodThatWasGuessedWrong) {
  ClockFilter filter;
  filter.begin(0.0, kPeriod_s * 1.05);
  for (int n = 1; n < 400; ++n) filter.tick(n * kPeriod_s);
  EXPECT_NEAR(filter.period_s(), kPeriod_s, kPeriod_s * 1e-4);
  EXPECT_NEAR(filter.error_s(400 * kPeriod_s), 0.0, 1e-4);
}

TEST(ClockFilter, WidensWhileTheTempoMovesAndNarrowsAgain) {
  ClockFilter filter;
  filter.begin(0.0, kPeriod_s);
  double at = 0.0;
  for (int n = 0; n < 2'000; ++n) filter.tick(at += kPeriod_s);
  double widest = 0.0;
  double period = kPeriod_s;
  for (int n = 0; n < 200; ++n) {
    filter.tick(at += period *= 0.9995);
    widest = std::max(widest, filter.bandwidth_hz());
  }
  EXPECT_GT(widest, 4.0 * ClockFilter::kNarrowest_Hz);
  EXPECT_NEAR(filter.error_s(at + period), 0.0, 0.005);
  for (int n = 0; n < 2'000; ++n) filter.tick(at += period);
  EXPECT_LT(filter.bandwidth_hz(), 2.0 * ClockFilter::kNarrowest_Hz);
}

TEST(ClockFilter, TicksThatWereLostLeaveNoTrace) {
  ClockFilter filter;
  filter.begin(0.0, kPeriod_s);
  for (int n = 3; n < 300; n += 3) filter.tick(n * kPeriod_s, 3);
  EXPECT_NEAR(filter.next_s(), 298.0 * kPeriod_s, 1e-9);
}

TEST(ClockFilter, TheSlowestClockIsStable) {
  ClockFilter filter;
  filter.begin(0.0, 2.5);
  std::mt19937 random(1);
  std::uniform_real_distribution<double> jitter(-0.005, 0.005);
  for (int n = 1; n < 2'000; ++n) {
    filter.tick(n * 2.5 + jitter(random));
    ASSERT_NEAR(filter.period_s(), 2.5, 0.02);
  }
}

}  // namespace
}  // namespace chronus::sync
