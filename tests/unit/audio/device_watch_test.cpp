// SPDX-License-Identifier: MIT
#include "audio/device_watch.hpp"

#include <gtest/gtest.h>

namespace chronus::audio {
namespace {

using Action = DeviceWatch::Action;
constexpr std::int64_t kMs = 1'000'000;

TEST(DeviceWatch, KeepsADeviceThatCalls) {
  DeviceWatch watch;
  watch.wanted_runs(0);
  for (int poll = 1; poll < 1'000; ++poll) {
    ASSERT_EQ(watch.poll(poll, poll * 100 * kMs), Action::kKeep);
  }
}

TEST(DeviceWatch, FallsBackWithinHalfASecondOfTheLastCallback) {
  DeviceWatch watch;
  watch.wanted_runs(0);
  std::int64_t now = 0;
  for (; now < 1'000 * kMs; now += 100 * kMs) ASSERT_EQ(watch.poll(now, now), Action::kKeep);
  const std::int64_t last = now;
  while (watch.poll(12'345, now) == Action::kKeep) {
    now += 100 * kMs;
    ASSERT_LE(now - last, 500 * kMs);
  }
  EXPECT_GE(now - last, 400 * kMs);
}

TEST(DeviceWatch, FallsBackWhenADeviceNeverCalls) {
  DeviceWatch watch;
  watch.wanted_runs(0);
  Action action = Action::kKeep;
  for (std::int64_t now = 0; now <= 600 * kMs; now += 100 * kMs) action = watch.poll(0, now);
  EXPECT_EQ(action, Action::kFallBack);
}

TEST(DeviceWatch, DoesNotTakeAStallOfTheWholeMachineForALostDevice) {
  DeviceWatch watch;
  watch.wanted_runs(0);
  ASSERT_EQ(watch.poll(1, 100 * kMs), Action::kKeep);
  ASSERT_EQ(watch.poll(2, 200 * kMs), Action::kKeep);
  // Ten seconds in which neither the device nor the poller ran.
  EXPECT_EQ(watch.poll(2, 10'200 * kMs), Action::kKeep);
  EXPECT_EQ(watch.poll(3, 10'300 * kMs), Action::kKeep);
}

TEST(DeviceWatch, LooksForTheWantedDeviceEveryTwoSeconds) {
  DeviceWatch watch;
  watch.stand_in_runs(0);
  int tries = 0;
  for (std::int64_t now = 100 * kMs; now <= 20'000 * kMs; now += 100 * kMs) {
    // Whether the stand-in calls is not asked.
    if (watch.poll(0, now) == Action::kTryReopen) ++tries;
  }
  EXPECT_EQ(tries, 10);
}

TEST(DeviceWatch, StopsLookingOnceTheWantedDeviceRuns) {
  DeviceWatch watch;
  watch.stand_in_runs(0);
  ASSERT_EQ(watch.poll(0, 2'000 * kMs), Action::kTryReopen);
  watch.wanted_runs(2'100 * kMs);
  for (int poll = 0; poll < 100; ++poll) {
    ASSERT_EQ(watch.poll(poll, (2'200 + poll * 100) * kMs), Action::kKeep);
  }
}

}  // namespace
}  // namespace chronus::audio
