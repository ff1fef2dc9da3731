// SPDX-License-Identifier: MIT
#include "audio/device_keeper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "fake_devices.hpp"

namespace chronus::audio {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

DeviceRequest request(Api api) { return {api, "", {48'000, 128, 2}}; }

TEST(DeviceKeeper, RunsTheNullClockAskedForAsTheWantedDevice) {
  CalledRenderer renderer;
  DeviceKeeper keeper(request(Api::kNull), renderer);
  EXPECT_EQ(keeper.status().state, DeviceState::kClosed);
  ASSERT_TRUE(keeper.start(0));
  EXPECT_EQ(keeper.status().state, DeviceState::kRunning);
  EXPECT_EQ(keeper.status().api, Api::kNull);
  EXPECT_THAT(keeper.status().note, IsEmpty());
  for (int call = 0; call < 10; ++call) renderer.called.acquire();
  // Polled as if no time had been left for callbacks: there is nothing to fall back to.
  for (std::int64_t now = 0; now < 10'000'000'000; now += 100'000'000) keeper.poll(now);
  EXPECT_EQ(keeper.status().state, DeviceState::kRunning);
  EXPECT_EQ(keeper.status().lost, 0);
}

TEST(DeviceKeeper, RunsTheNullClockWhenTheWantedServerIsNotThere) {
  setenv("JACK_DEFAULT_SERVER", "chronus_no_such_server", 1);
  CalledRenderer renderer;
  {
    DeviceKeeper keeper(request(Api::kJack), renderer);
    ASSERT_TRUE(keeper.start(0));
    EXPECT_EQ(keeper.status().state, DeviceState::kFallback);
    EXPECT_EQ(keeper.status().api, Api::kNull);
    EXPECT_THAT(keeper.status().note, HasSubstr("JACK: no server"));
    for (int call = 0; call < 10; ++call) renderer.called.acquire();
  }
  unsetenv("JACK_DEFAULT_SERVER");
}

TEST(DeviceThatChanges, AnotherRateIsToldAndTheNullClockGoesOnUntilItFitsAgain) {
  Kept kept(card("one"));
  ASSERT_TRUE(kept.keeper.start(0));
  kept.fakes->set("one", {.rate = 44'100});
  kept.tick();
  auto status = kept.keeper.status();
  EXPECT_EQ(status.state, DeviceState::kRateMismatch);
  EXPECT_EQ(status.api, Api::kNull);
  EXPECT_THAT(status.note, HasSubstr("'one' runs at 44100 Hz, the engine at 48000 Hz"));
  EXPECT_THAT(status.note, HasSubstr("until it fits"));
  for (int tick = 0; tick < 50; ++tick) kept.tick();
  EXPECT_EQ(kept.keeper.status().state, DeviceState::kRateMismatch) << "it was tried in between";
  kept.fakes->set("one", {});
  ASSERT_TRUE(kept.until_state(DeviceState::kRunning));
  EXPECT_EQ(kept.keeper.status().device, "one");
  EXPECT_EQ(kept.keeper.status().lost, 0) << "it was there all the time";
}

TEST(DeviceThatChanges, AtTheStartItIsToldTheSame) {
  Kept kept(card("one"));
  kept.fakes->set("one", {.rate = 96'000});
  ASSERT_TRUE(kept.keeper.start(0));
  EXPECT_EQ(kept.keeper.status().state, DeviceState::kRateMismatch);
  kept.fakes->set("one", {.is_there = false});
  ASSERT_TRUE(kept.until_state(DeviceState::kFallback)) << "it has gone meanwhile";
}

TEST(DeviceThatChanges, ALongerPeriodIsExpectedBeforeItComes) {
  Kept kept(card("one"));
  ASSERT_TRUE(kept.keeper.start(0));
  EXPECT_EQ(kept.renderer.period, 128);
  kept.fakes->set("one", {.period = 2'048});
  kept.fakes->find("one")->callback().expect_period(2'048);
  EXPECT_EQ(kept.renderer.period, 2'048);
  kept.tick();
  EXPECT_EQ(kept.keeper.status().period_frames, 2'048);
  EXPECT_EQ(kept.keeper.status().state, DeviceState::kRunning);
}

TEST(DeviceThatChanges, APeriodThatCannotBeReadyIsRefusedInWords) {
  Kept kept(card("one"));
  ASSERT_TRUE(kept.keeper.start(0));
  kept.fakes->set("one", {.period = 8'192});
  kept.tick();
  EXPECT_EQ(kept.keeper.status().state, DeviceState::kPeriodTooLong);
  EXPECT_THAT(kept.keeper.status().note, HasSubstr("8192 frames at once"));
  kept.fakes->set("one", {.period = 4'096});
  ASSERT_TRUE(kept.until_state(DeviceState::kRunning));
}

TEST(DeviceThatChanges, ALongerPeriodOfTheNextOneIsExpectedBeforeItIsHeard) {
  Kept kept(card("one"));
  kept.fakes->set("two", {.period = 1'024});
  ASSERT_TRUE(kept.keeper.start(0));
  ASSERT_TRUE(kept.keeper.use(Api::kPulse, "two", kept.now));
  // It is not admitted before the next poll.
  while (kept.renderer.period != 1'024) std::this_thread::yield();
  EXPECT_EQ(kept.keeper.status().device, "one");
  ASSERT_TRUE(kept.until([&] { return kept.keeper.take_change().has_value(); }));
  EXPECT_EQ(kept.renderer.period, 1'024);
  ASSERT_EQ(kept.change(Api::kPulse, "one"), "done");
  EXPECT_EQ(kept.renderer.period, 128);
}

TEST(DeviceThatChanges, ASlowOneIsToldAndKept) {
  Kept kept(card("one"));
  ASSERT_TRUE(kept.keeper.start(0));
  kept.frames_a_tick = 2'432;
  ASSERT_TRUE(kept.until_state(DeviceState::kSlow));
  EXPECT_THAT(kept.keeper.status().note, HasSubstr("% of the sound"));
  EXPECT_EQ(kept.keeper.status().slow, 1);
  EXPECT_EQ(kept.keeper.status().lost, 0);
  EXPECT_EQ(kept.keeper.status().device, "one");
  kept.frames_a_tick = 4'800;
  ASSERT_TRUE(kept.until_state(DeviceState::kRunning));
  EXPECT_THAT(kept.keeper.status().note, IsEmpty());
}

TEST(OpenDevice, TellsThatNoJackServerRuns) {
  setenv("JACK_DEFAULT_SERVER", "chronus_no_such_server", 1);
  CalledRenderer renderer;
  const auto device = open_device(request(Api::kJack), renderer);
  ASSERT_FALSE(device);
  EXPECT_EQ(device.reason(), "JACK: no server");
  unsetenv("JACK_DEFAULT_SERVER");
}

TEST(OpenDevice, TellsThatNoPulseServerRuns) {
  setenv("PULSE_SERVER", "unix:/nowhere/pulse", 1);
  CalledRenderer renderer;
  const auto device = open_device(request(Api::kPulse), renderer);
  ASSERT_FALSE(device);
  EXPECT_THAT(device.reason(), HasSubstr("PulseAudio: no server"));
  unsetenv("PULSE_SERVER");
}

TEST(OpenDevice, NamesTheAlsaDeviceItDidNotFind) {
  CalledRenderer renderer;
  auto wanted = request(Api::kAlsa);
  wanted.device = "no such interface";
  const auto device = open_device(wanted, renderer);
  ASSERT_FALSE(device);
  EXPECT_THAT(device.reason(), HasSubstr("ALSA: no device"));
}

}  // namespace
}  // namespace chronus::audio
