// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "rig.hpp"
#include "support/jack_capture.hpp"
#include "support/jack_server.hpp"

namespace chronus::audio {
namespace {

using test::JackCapture;
using test::JackServer;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class JackPeriods : public testing::TestWithParam<int> {};

TEST_P(JackPeriods, AClientHearsWhatTheTapHeard) {
  JackServer server({48'000, GetParam(), 2});
  JackCapture capture(2, 48'000 * 30);
  Rig rig(Api::kJack);
  ASSERT_TRUE(rig.start());
  const DeviceStatus status = rig.keeper.status();
  ASSERT_EQ(status.state, DeviceState::kRunning) << status.note;
  EXPECT_EQ(status.api, Api::kJack);
  EXPECT_EQ(status.period_frames, GetParam());
  ASSERT_TRUE(capture.listen_to("chronus"));

  constexpr std::int64_t kEnough = 48'000 / 4;
  Stretch stretch;
  for (std::size_t heard = 48'000; heard <= 48'000 * 20 && stretch.frames < kEnough;
       heard += 48'000) {
    ASSERT_TRUE(rig.until([&] { return capture.frames() >= heard; }));
    stretch = longest_stretch(capture.samples(), rig.tap);
  }
  EXPECT_GE(stretch.frames, kEnough) << rig.keeper.status().xruns << " xruns";
  EXPECT_TRUE(rig.tap.in_order());
  EXPECT_EQ(rig.output.underruns(), 0);
}

INSTANTIATE_TEST_SUITE_P(Jack, JackPeriods, testing::Values(64, 128, 256, 1'024, 4'096));

TEST(JackDevice, IsConnectedToTheSystemsPlaybackPorts) {
  JackServer server({});
  JackCapture observer(1, 1);
  Rig rig(Api::kJack);
  ASSERT_TRUE(rig.start());
  const auto ports = observer.output_ports("chronus");
  ASSERT_EQ(ports.size(), 2U);
  EXPECT_THAT(observer.connections(ports[0]), ElementsAre("system:playback_1"));
  EXPECT_THAT(observer.connections(ports[1]), ElementsAre("system:playback_2"));
}

TEST(JackDevice, MovesToAnotherClientAndStaysTheClientThatItIs) {
  JackServer server({});
  JackCapture capture(2, 48'000 * 30);
  Rig rig(Api::kJack);
  ASSERT_TRUE(rig.start());
  ASSERT_EQ(rig.keeper.status().device, "system");
  const std::string name = "listener";
  ASSERT_TRUE(rig.keeper.use(Api::kJack, name, Rig::now_ns()));
  std::optional<Status> how;
  ASSERT_TRUE(rig.until([&] { return (how = rig.keeper.take_change()).has_value(); }));
  ASSERT_TRUE(*how) << how->reason();
  EXPECT_EQ(rig.keeper.status().device, name);
  const auto ports = capture.output_ports("chronus");
  ASSERT_EQ(ports.size(), 2U);
  EXPECT_THAT(capture.connections(ports[0]), ElementsAre(HasSubstr(name)));
}

TEST(JackDevice, RefusesAServerOfAnotherRateAndNamesBoth) {
  JackServer server({44'100, 128, 2});
  Rig rig(Api::kJack);
  ASSERT_TRUE(rig.start());
  EXPECT_EQ(rig.keeper.status().state, DeviceState::kRateMismatch);
  EXPECT_THAT(rig.keeper.status().note, AllOf(HasSubstr("44100"), HasSubstr("48000")));
}

TEST(JackDevice, RefusesMoreChannelsThanTheServerHas) {
  JackServer server({48'000, 128, 1});
  Rig rig(Api::kJack);
  ASSERT_TRUE(rig.start());
  EXPECT_EQ(rig.keeper.status().state, DeviceState::kFallback);
  EXPECT_THAT(rig.keeper.status().note, AllOf(HasSubstr("JACK"), HasSubstr("channel")));
}

TEST(JackDevice, IsFoundByPartOfItsNameAndElseTheNamesAreListed) {
  JackServer server({});
  {
    Rig rig(Api::kJack, 128, "SYS");
    ASSERT_TRUE(rig.start());
    EXPECT_EQ(rig.keeper.status().device, "system");
  }
  Rig rig(Api::kJack, 128, "no such interface");
  ASSERT_TRUE(rig.start());
  EXPECT_EQ(rig.keeper.status().state, DeviceState::kFallback);
  EXPECT_THAT(rig.keeper.status().note,
              AllOf(HasSubstr("'no such interface'"), HasSubstr("'system'")));
}

TEST(JackDevice, CanBeClosedAndOpenedAgain) {
  JackServer server({});
  for (int turn = 0; turn < 5; ++turn) {
    Rig rig(Api::kJack);
    ASSERT_TRUE(rig.start());
    ASSERT_EQ(rig.keeper.status().state, DeviceState::kRunning) << rig.keeper.status().note;
    ASSERT_TRUE(rig.until_played(4'800));
  }
  JackCapture observer(1, 1);
  EXPECT_TRUE(observer.output_ports("chronus").empty()) << "no client is left";
}

/// The server goes away by `lose`; the clock must go on and the server be found again.
template <class Lose>
void lose_and_find(Lose lose) {
  JackServer server({});
  Rig rig(Api::kJack);
  ASSERT_TRUE(rig.start());
  ASSERT_EQ(rig.keeper.status().state, DeviceState::kRunning) << rig.keeper.status().note;
  for (int turn = 0; turn < 2; ++turn) {
    ASSERT_TRUE(rig.until_steady(4'800));
    const DeviceStatus before = rig.keeper.status();
    lose(server);
    ASSERT_TRUE(rig.until_state(DeviceState::kFallback));
    EXPECT_EQ(rig.keeper.status().api, Api::kNull);
    EXPECT_EQ(rig.keeper.status().lost, before.lost + 1);
    ASSERT_TRUE(rig.until_played(4'800)) << "the null clock runs";

    server.start();
    ASSERT_TRUE(rig.until_state(DeviceState::kRunning)) << rig.keeper.status().note;
    EXPECT_EQ(rig.keeper.status().api, Api::kJack);
    EXPECT_EQ(rig.keeper.status().reopened, before.reopened + 1);
  }
  JackCapture capture(2, 48'000 * 30);
  ASSERT_TRUE(capture.listen_to("chronus"));
  ASSERT_TRUE(rig.until([&] { return capture.frames() >= 24'000; }));
  EXPECT_GT(longest_stretch(capture.samples(), rig.tap).frames, 1'000);
  EXPECT_TRUE(rig.tap.in_order()) << "not one block lost or doubled on the way";
}

TEST(JackServerLost, KilledTheClockGoesOnAndTheServerIsFoundAgain) {
  lose_and_find([](JackServer& server) { server.kill(); });
}

TEST(JackServerLost, StoppedTheClockGoesOnAndTheServerIsFoundAgain) {
  lose_and_find([](JackServer& server) { server.stop(); });
}

TEST(JackServerLost, FrozenItHoldsUpNeitherTheClockNorTheEnd) {
  JackServer server({});
  const auto rig = std::make_unique<Rig>(Api::kJack);
  ASSERT_TRUE(rig->start());
  ASSERT_TRUE(rig->until_played(4'800));
  server.freeze();
  ASSERT_TRUE(rig->until_state(DeviceState::kFallback));
  // Long enough for an attempt to reopen to get stuck in the server.
  ASSERT_TRUE(rig->until_played(48'000 * 3));
  EXPECT_EQ(rig->keeper.status().state, DeviceState::kFallback);
  EXPECT_TRUE(rig->tap.in_order());
}

TEST(JackServerLost, StartedLateItIsFound) {
  JackServer server({});
  server.stop();
  Rig rig(Api::kJack);
  ASSERT_TRUE(rig.start());
  ASSERT_EQ(rig.keeper.status().state, DeviceState::kFallback);
  EXPECT_THAT(rig.keeper.status().note, HasSubstr("no server"));
  server.start();
  ASSERT_TRUE(rig.until_state(DeviceState::kRunning));
  EXPECT_EQ(rig.keeper.status().lost, 0);
}

}  // namespace
}  // namespace chronus::audio
