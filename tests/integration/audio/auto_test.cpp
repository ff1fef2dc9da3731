// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include "rig.hpp"
#include "support/jack_server.hpp"
#include "support/pulse_server.hpp"

namespace chronus::audio {
namespace {

using test::JackServer;
using test::PulseServer;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// Away from servers that may run on this machine.
class Automatic : public testing::Test {
 protected:
  void SetUp() override {
    setenv("JACK_DEFAULT_SERVER", "chronus_no_such_server", 1);
    setenv("PULSE_SERVER", "unix:/nowhere/pulse", 1);
  }
  void TearDown() override {
    unsetenv("JACK_DEFAULT_SERVER");
    unsetenv("PULSE_SERVER");
  }
};

TEST_F(Automatic, TakesJackWhereItRuns) {
  PulseServer pulse({});
  JackServer jack({});
  Rig rig(Api::kAuto);
  ASSERT_TRUE(rig.start());
  EXPECT_EQ(rig.keeper.status().api, Api::kJack);
  EXPECT_EQ(rig.keeper.status().state, DeviceState::kRunning);
}

TEST_F(Automatic, TakesPulseAudioWhereNoJackRunsAndSaysSo) {
  PulseServer pulse({});
  Rig rig(Api::kAuto, 1'024);
  ASSERT_TRUE(rig.start());
  EXPECT_EQ(rig.keeper.status().api, Api::kPulse);
  EXPECT_THAT(rig.keeper.status().note, HasSubstr("JACK: no server"));
}

TEST_F(Automatic, StaysWithTheApiItTookWhenTheServerIsLost) {
  JackServer jack({});
  PulseServer pulse({});
  Rig rig(Api::kAuto);
  ASSERT_TRUE(rig.start());
  ASSERT_EQ(rig.keeper.status().api, Api::kJack);
  jack.kill();
  ASSERT_TRUE(rig.until_state(DeviceState::kFallback));
  ASSERT_TRUE(rig.until(
      [&] { return rig.keeper.status().note.find("JACK: no server") != std::string::npos; }));
  EXPECT_EQ(rig.keeper.status().api, Api::kNull);
  jack.start();
  ASSERT_TRUE(rig.until_state(DeviceState::kRunning));
  EXPECT_EQ(rig.keeper.status().api, Api::kJack);
}

TEST_F(Automatic, RunsOnTheNullClockWhereNothingRunsAndSaysWhy) {
  if (access("/dev/snd", F_OK) == 0) GTEST_SKIP() << "this machine has a sound card";
  Rig rig(Api::kAuto);
  ASSERT_TRUE(rig.start());
  EXPECT_EQ(rig.keeper.status().api, Api::kNull);
  EXPECT_EQ(rig.keeper.status().state, DeviceState::kFallback);
  EXPECT_THAT(rig.keeper.status().note,
              AllOf(HasSubstr("JACK: no server"), HasSubstr("PulseAudio: no server"),
                    HasSubstr("ALSA: no device"), HasSubstr("the null clock runs")));
  ASSERT_TRUE(rig.until_played(4'800));
}

TEST_F(Automatic, TakesTheServerThatComesAfterTheStart) {
  if (access("/dev/snd", F_OK) == 0) GTEST_SKIP() << "this machine has a sound card";
  JackServer jack({});
  jack.kill();
  Rig rig(Api::kAuto);
  ASSERT_TRUE(rig.start());
  ASSERT_EQ(rig.keeper.status().state, DeviceState::kFallback);
  // Looked for in vain at least once.
  ASSERT_TRUE(rig.until_played(3 * 48'000));
  EXPECT_EQ(rig.keeper.status().state, DeviceState::kFallback);
  jack.start();
  ASSERT_TRUE(rig.until_state(DeviceState::kRunning));
  EXPECT_EQ(rig.keeper.status().api, Api::kJack);
  EXPECT_EQ(rig.keeper.status().reopened, 1);
  EXPECT_EQ(rig.keeper.status().lost, 0);
  ASSERT_TRUE(rig.until_played(4'800));
  EXPECT_TRUE(rig.tap.in_order());
}

}  // namespace
}  // namespace chronus::audio
