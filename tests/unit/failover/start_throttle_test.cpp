// SPDX-License-Identifier: MIT
#include "failover/start_throttle.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chronus::failover {
namespace {

constexpr Death kKilledFromOutside{true, false};
constexpr Death kCrashed{true, true};
constexpr Death kNeverReady{false, false};
constexpr std::int64_t kSecond_ns = 1'000'000'000;

TEST(StartThrottle, WorkerThatWasReadyIsReplacedAtOnce) {
  StartThrottle throttle;
  for (std::int64_t now = 0; now < 100; ++now) {
    throttle.on_death(now, kKilledFromOutside);
    EXPECT_TRUE(throttle.may_start(now));
  }
}

TEST(StartThrottle, WorkerThatNeverGetsReadyIsStartedAtGrowingDistances) {
  StartThrottle throttle;
  std::int64_t last = 0;
  for (int i = 0; i < 40; ++i) {
    throttle.on_death(0, kNeverReady);
    EXPECT_GE(throttle.not_before_ns(), last);
    last = throttle.not_before_ns();
  }
  EXPECT_EQ(last, StartThrottle::kLongestDelay_ns);
  EXPECT_EQ(throttle.deaths_before_ready(), 40);
  EXPECT_FALSE(throttle.may_start(last - 1));
  EXPECT_TRUE(throttle.may_start(last));
}

TEST(StartThrottle, ReadinessClearsTheTally) {
  StartThrottle throttle;
  for (int i = 0; i < 10; ++i) throttle.on_death(0, kNeverReady);
  throttle.on_ready();
  EXPECT_FALSE(throttle.is_hopeless(0));
  throttle.on_death(7, kNeverReady);
  EXPECT_EQ(throttle.not_before_ns(), 7 + StartThrottle::kFirstDelay_ns);
}

TEST(StartThrottle, StartsThatNeverSucceedAreHopeless) {
  StartThrottle throttle;
  for (int i = 1; i < StartThrottle::kHopelessStarts; ++i) throttle.on_death(0, kNeverReady);
  EXPECT_FALSE(throttle.is_hopeless(0));
  throttle.on_death(0, kNeverReady);
  EXPECT_TRUE(throttle.is_hopeless(0));
}

TEST(StartThrottle, StartsThatTheMachineRefusesAreTriedAtGrowingDistancesForEver) {
  StartThrottle throttle;
  throttle.on_refused_start(7);
  EXPECT_EQ(throttle.not_before_ns(), 7 + StartThrottle::kFirstDelay_ns);
  for (int i = 0; i < 1'000; ++i) throttle.on_refused_start(0);
  EXPECT_EQ(throttle.not_before_ns(), StartThrottle::kLongestDelay_ns);
  EXPECT_FALSE(throttle.is_hopeless(0));
  throttle.on_ready();
  throttle.on_refused_start(7);
  EXPECT_EQ(throttle.not_before_ns(), 7 + StartThrottle::kFirstDelay_ns);
}

TEST(StartThrottle, CrashesCloseTogetherAreHopelessAndFarApartAreNot) {
  StartThrottle close;
  StartThrottle far;
  for (int i = 0; i < StartThrottle::kHopelessCrashes; ++i) {
    EXPECT_FALSE(close.is_hopeless(i * kSecond_ns)) << i;
    close.on_death(i * kSecond_ns, kCrashed);
    far.on_death(i * 5 * kSecond_ns, kCrashed);
  }
  EXPECT_TRUE(close.is_hopeless(StartThrottle::kHopelessCrashes * kSecond_ns));
  EXPECT_FALSE(far.is_hopeless(StartThrottle::kHopelessCrashes * 5 * kSecond_ns));
}

TEST(StartThrottle, KillsFromOutsideAreNeverHopeless) {
  StartThrottle throttle;
  for (int i = 0; i < 1'000; ++i) throttle.on_death(i, kKilledFromOutside);
  EXPECT_FALSE(throttle.is_hopeless(1'000));
}

TEST(StartThrottle, WhereNobodyPlaysTheFirstDeathsDelayNothing) {
  StartThrottle throttle;
  for (int i = 1; i <= StartThrottle::kHurriedStarts; ++i) {
    EXPECT_TRUE(throttle.may_start(0, true)) << i;
    throttle.on_death(0, kNeverReady);
    EXPECT_FALSE(throttle.may_start(0));
  }
  EXPECT_FALSE(throttle.may_start(0, true)) << "it will not come right by being tried";
}

TEST(StartThrottle, ProcessThatCannotBeMadeIsWaitedForWhoeverPlays) {
  StartThrottle throttle;
  throttle.on_refused_start(0);
  EXPECT_FALSE(throttle.may_start(0, true));
}

TEST(StartThrottle, SlotLeftDownIsTriedAgainAtGrowingDistances) {
  StartThrottle throttle;
  std::int64_t now_ns = 5;
  std::int64_t distance_ns = StartThrottle::kFirstRetry_ns;
  for (int i = 0; i < StartThrottle::kHopelessStarts; ++i) throttle.on_death(now_ns, kNeverReady);
  for (int round = 0; round < 12; ++round) {
    ASSERT_TRUE(throttle.is_hopeless(now_ns));
    throttle.on_left_down(now_ns);
    EXPECT_FALSE(throttle.may_retry(now_ns + distance_ns - 1)) << round;
    EXPECT_TRUE(throttle.may_retry(now_ns += distance_ns)) << round;
    throttle.retry();
    EXPECT_TRUE(throttle.may_start(now_ns));
    EXPECT_FALSE(throttle.is_hopeless(now_ns));
    throttle.on_death(now_ns, kNeverReady);
    distance_ns = std::min(2 * distance_ns, StartThrottle::kLongestRetry_ns);
  }
  throttle.on_ready();
  EXPECT_FALSE(throttle.is_hopeless(now_ns));
}

TEST(StartThrottle, ForgivenessBeginsAnew) {
  StartThrottle throttle;
  for (int i = 0; i < 20; ++i) throttle.on_death(0, kNeverReady);
  throttle.forgive();
  EXPECT_FALSE(throttle.is_hopeless(0));
  EXPECT_TRUE(throttle.may_start(0));
}

}  // namespace
}  // namespace chronus::failover
