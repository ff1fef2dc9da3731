// SPDX-License-Identifier: MIT
#include "audio/device_keeper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <semaphore>

namespace chronus::audio {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CalledRenderer final : public Callback {
 public:
  void render(float* out, int frames) noexcept override {
    std::fill_n(out, frames * 2, 0.0F);
    called.release();
  }
  std::counting_semaphore<> called{0};
};

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
