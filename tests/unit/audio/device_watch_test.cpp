// SPDX-License-Identifier: MIT
#include "audio/device_watch.hpp"

#include <gtest/gtest.h>

namespace chronus::audio {
namespace {

using Action = DeviceWatch::Action;
using State = DeviceWatch::State;
constexpr std::int64_t kMs = 1'000'000;
constexpr int kRate = 48'000;
constexpr std::int64_t kPoll_ms = 100;
constexpr int kPollFrames = kRate / 10;  // that a device asks for between two polls

/// A watch on a wanted device, polled every 100 ms of a clock that only this moves.
class Watched {
 public:
  explicit Watched(int period_frames = 256) : period_(period_frames) { watch.wanted_runs(0); }

  /// The device asks for so many frames in the next 100 ms, in periods; none: it does not call.
  Action asks(int frames) {
    now += kPoll_ms * kMs;
    progress_.frames += frames;
    progress_.calls += (frames + period_ - 1) / period_;
    progress_.period_frames = period_;
    return watch.poll(progress_, now);
  }
  /// Polls until the state is that; how many it took, or -1 after half a minute.
  int until(State state, int frames) {
    for (int polls = 1; polls <= 300; ++polls) {
      asks(frames);
      if (watch.state() == state) return polls;
    }
    return -1;
  }

  DeviceWatch watch{kRate};
  std::int64_t now = 0;

 private:
  const int period_;
  DeviceWatch::Progress progress_;
};

TEST(DeviceWatch, KeepsADeviceThatCalls) {
  Watched device;
  for (int poll = 0; poll < 1'000; ++poll) ASSERT_EQ(device.asks(kPollFrames), Action::kKeep);
  EXPECT_EQ(device.watch.state(), State::kFine);
  EXPECT_EQ(device.watch.times_slow(), 0);
}

TEST(DeviceWatch, FallsBackWithinHalfASecondOfTheLastCallback) {
  Watched device;
  for (int poll = 0; poll < 10; ++poll) ASSERT_EQ(device.asks(kPollFrames), Action::kKeep);
  const std::int64_t last = device.now;
  while (device.asks(0) == Action::kKeep) ASSERT_LE(device.now - last, 500 * kMs);
  EXPECT_GE(device.now - last, 400 * kMs);
  EXPECT_EQ(device.watch.state(), State::kStalled);
}

TEST(DeviceWatch, FallsBackWhenADeviceNeverCalls) {
  Watched device;
  Action action = Action::kKeep;
  for (int poll = 0; poll < 6 && action == Action::kKeep; ++poll) action = device.asks(0);
  EXPECT_EQ(action, Action::kFallBack);
}

TEST(DeviceWatch, AsksAgainWhereNothingCouldTakeTheDevicesPlace) {
  Watched device;
  while (device.asks(0) == Action::kKeep) continue;
  EXPECT_EQ(device.asks(0), Action::kFallBack);
  EXPECT_EQ(device.asks(kPollFrames), Action::kKeep) << "and not where it has come back";
  EXPECT_EQ(device.watch.state(), State::kFine);
}

TEST(DeviceWatch, DoesNotTakeAStallOfTheWholeMachineForALostDeviceNorForASlowOne) {
  Watched device;
  for (int poll = 0; poll < 15; ++poll) ASSERT_EQ(device.asks(kPollFrames), Action::kKeep);
  // Ten seconds in which neither the device nor the poller ran.
  device.now += 10'000 * kMs;
  EXPECT_EQ(device.asks(0), Action::kKeep);
  for (int poll = 0; poll < 50; ++poll) {
    ASSERT_EQ(device.asks(kPollFrames), Action::kKeep);
    ASSERT_EQ(device.watch.state(), State::kFine);
  }
}

TEST(DeviceWatch, LongPeriodsAreNoStall) {
  Watched device(16'384);  // a third of a second each
  for (int round = 0; round < 100; ++round) {
    ASSERT_EQ(device.asks(16'384), Action::kKeep);
    for (int poll = 0; poll < 3; ++poll) ASSERT_EQ(device.asks(0), Action::kKeep);
  }
  // 0.4 s without a call would be a loss; three periods of it are one second.
  for (int poll = 0; poll < 6; ++poll) ASSERT_EQ(device.asks(0), Action::kKeep) << poll;
  Action action = Action::kKeep;
  for (int poll = 0; poll < 6 && action == Action::kKeep; ++poll) action = device.asks(0);
  EXPECT_EQ(action, Action::kFallBack);
}

TEST(DeviceWatch, OneThatAsksForTooLittleIsSlowAndIsKept) {
  Watched device;
  device.until(State::kFine, kPollFrames);
  for (int poll = 0; poll < 600; ++poll) {
    ASSERT_EQ(device.asks(kPollFrames / 2), Action::kKeep) << "callbacks come: it is not lost";
  }
  EXPECT_EQ(device.watch.state(), State::kSlow);
  EXPECT_EQ(device.watch.times_slow(), 1) << "it became slow once";
  EXPECT_NEAR(device.watch.share(), 0.5, 0.02);
}

TEST(DeviceWatch, OneThatCallsThriceASecondIsSlowAndNotStalled) {
  Watched device;
  for (int poll = 0; poll < 300; ++poll) {
    ASSERT_EQ(device.asks(poll % 3 == 0 ? 256 : 0), Action::kKeep) << poll;
  }
  EXPECT_EQ(device.watch.state(), State::kSlow);
}

TEST(DeviceWatch, ASlowOneMayCatchUpAndMayStall) {
  Watched device;
  ASSERT_GT(device.until(State::kSlow, kPollFrames / 2), 0);
  ASSERT_GT(device.until(State::kFine, kPollFrames), 0);
  ASSERT_GT(device.until(State::kSlow, kPollFrames / 2), 0);
  EXPECT_EQ(device.watch.times_slow(), 2);
  ASSERT_GT(device.until(State::kStalled, 0), 0);
}

TEST(DeviceWatch, BetweenSlowAndFineItStaysWhatItWas) {
  Watched device(64);
  const int between = kPollFrames * 9 / 10;
  for (int poll = 0; poll < 100; ++poll) device.asks(between);
  EXPECT_EQ(device.watch.state(), State::kFine);
  ASSERT_GT(device.until(State::kSlow, kPollFrames / 2), 0);
  for (int poll = 0; poll < 100; ++poll) device.asks(between);
  EXPECT_EQ(device.watch.state(), State::kSlow);
}

TEST(DeviceWatch, LooksForTheWantedDeviceEveryTwoSeconds) {
  DeviceWatch watch(kRate);
  watch.stand_in_runs(0);
  int tries = 0;
  for (std::int64_t now = 100 * kMs; now <= 20'000 * kMs; now += 100 * kMs) {
    // Whether the stand-in calls is not asked.
    if (watch.poll({}, now) == Action::kTryReopen) ++tries;
  }
  EXPECT_EQ(tries, 10);
  EXPECT_EQ(watch.state(), State::kStandIn);
}

TEST(DeviceWatch, StopsLookingOnceTheWantedDeviceRuns) {
  DeviceWatch watch(kRate);
  watch.stand_in_runs(0);
  ASSERT_EQ(watch.poll({}, 2'000 * kMs), Action::kTryReopen);
  watch.wanted_runs(2'100 * kMs);
  for (int poll = 0; poll < 100; ++poll) {
    ASSERT_EQ(watch.poll({poll, poll * kPollFrames, 256}, (2'200 + poll * 100) * kMs),
              Action::kKeep);
  }
}

}  // namespace
}  // namespace chronus::audio
