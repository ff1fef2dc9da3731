// SPDX-License-Identifier: MIT
// DeviceKeeper::use(): another device while the engine plays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_devices.hpp"

namespace chronus::audio {
namespace {

using ::testing::HasSubstr;

TEST(ChangeOfDevice, TheOtherTakesOverAndTheOldOneIsClosed) {
  Kept kept(card("one"));
  ASSERT_TRUE(kept.keeper.start(0));
  EXPECT_EQ(kept.change(Api::kPulse, "two"), "done");
  const auto status = kept.keeper.status();
  EXPECT_EQ(status.device, "two");
  EXPECT_EQ(status.state, DeviceState::kRunning);
  EXPECT_EQ(status.lost, 0);
  EXPECT_EQ(status.reopened, 0);
  EXPECT_EQ(status.wanted_device, "two");
  EXPECT_TRUE(status.by_hand);
  while (kept.fakes->find("one") != nullptr) std::this_thread::yield();
}

TEST(ChangeOfDevice, IsDoneOnlyWhenTheNewOneIsHeard) {
  Kept kept(card("one"));
  ASSERT_TRUE(kept.keeper.start(0));
  kept.frames_a_tick = 0;
  ASSERT_TRUE(kept.keeper.use(Api::kPulse, "two", kept.now));
  while (kept.keeper.status().device != "two") kept.keeper.poll(kept.now);
  for (int poll = 0; poll < 10; ++poll) kept.keeper.poll(kept.now);
  EXPECT_FALSE(kept.keeper.take_change()) << "it has not been let in yet";
  const int before = kept.renderer.calls;
  kept.fakes->find("two")->ask(128);
  EXPECT_EQ(kept.renderer.calls, before + 1);
  kept.keeper.poll(kept.now);
  const auto how = kept.keeper.take_change();
  ASSERT_TRUE(how);
  EXPECT_TRUE(*how);
}

TEST(ChangeOfDevice, OneThatCannotBeHadLeavesTheOldOnePlaying) {
  Kept kept(card("one"));
  kept.fakes->set("two", {.is_there = false});
  ASSERT_TRUE(kept.keeper.start(0));
  auto* const one = kept.fakes->find("one");
  EXPECT_EQ(kept.change(Api::kPulse, "two"), "no device 'two'");
  EXPECT_EQ(kept.fakes->find("one"), one) << "it was never closed";
  EXPECT_EQ(kept.keeper.status().device, "one");
  EXPECT_EQ(kept.keeper.status().state, DeviceState::kRunning);
  EXPECT_EQ(kept.keeper.status().wanted_device, "one");
}

TEST(ChangeOfDevice, OneOfAnotherRateIsRefusedWithBoth) {
  Kept kept(card("one"));
  kept.fakes->set("two", {.rate = 44'100});
  ASSERT_TRUE(kept.keeper.start(0));
  EXPECT_EQ(kept.change(Api::kPulse, "two"),
            "PulseAudio: 'two' runs at 44100 Hz, the engine at 48000 Hz");
  EXPECT_EQ(kept.keeper.status().state, DeviceState::kRunning);
}

TEST(ChangeOfDevice, OneThatStopsAskingAsItIsTakenGivesWayToTheOldOne) {
  Kept kept(card("one"));
  ASSERT_TRUE(kept.keeper.start(0));
  kept.frames_a_tick = 0;
  ASSERT_TRUE(kept.keeper.use(Api::kPulse, "two", kept.now));
  std::optional<Status> how;
  ASSERT_TRUE(kept.until([&] { return (how = kept.keeper.take_change()).has_value(); }));
  EXPECT_THAT(how->reason(), HasSubstr("does not go on asking for sound"));
  EXPECT_EQ(kept.keeper.status().wanted_device, "one");
  kept.frames_a_tick = 4'800;
  ASSERT_TRUE(kept.until_state(DeviceState::kRunning));
  EXPECT_EQ(kept.keeper.status().device, "one");
}

TEST(ChangeOfDevice, WhatWasChosenIsWhatIsLookedForAfterALoss) {
  Kept kept(card("one"));
  ASSERT_TRUE(kept.keeper.start(0));
  ASSERT_EQ(kept.change(Api::kJack, "two"), "done");
  kept.fakes->set("two", {.is_there = false});
  kept.frames_a_tick = 0;
  ASSERT_TRUE(kept.until_state(DeviceState::kFallback));
  kept.frames_a_tick = 4'800;
  for (int tick = 0; tick < 50; ++tick) kept.tick();
  EXPECT_EQ(kept.keeper.status().state, DeviceState::kFallback) << "'one' is there, and not wanted";
  kept.fakes->set("two", {});
  ASSERT_TRUE(kept.until_state(DeviceState::kRunning));
  EXPECT_EQ(kept.keeper.status().device, "two");
  EXPECT_EQ(kept.keeper.status().lost, 1);
  EXPECT_EQ(kept.keeper.status().reopened, 1);
}

TEST(ChangeOfDevice, AClientOfJacksMovesAndIsNotOpenedAnew) {
  Kept kept(card("one", Api::kJack));
  ASSERT_TRUE(kept.keeper.start(0));
  auto* const client = kept.fakes->find("one");
  EXPECT_EQ(kept.change(Api::kJack, "two"), "done");
  EXPECT_EQ(kept.keeper.status().device, "two");
  EXPECT_EQ(kept.keeper.status().wanted_device, "two");
  EXPECT_EQ(kept.fakes->find("two"), client);
  EXPECT_EQ(kept.fakes->tried, std::vector<std::string>{"one"});
  kept.fakes->set("three", {.is_there = false});
  EXPECT_EQ(kept.change(Api::kJack, "three"), "no device 'three'");
  EXPECT_EQ(kept.keeper.status().device, "two");
}

TEST(ChangeOfDevice, WorksWhileTheWantedOneIsLookedFor) {
  Kept kept(card("one"));
  kept.fakes->set("one", {.is_there = false});
  ASSERT_TRUE(kept.keeper.start(0));
  ASSERT_EQ(kept.keeper.status().state, DeviceState::kFallback);
  EXPECT_EQ(kept.change(Api::kPulse, "two"), "done");
  EXPECT_EQ(kept.keeper.status().device, "two");
  EXPECT_EQ(kept.keeper.status().state, DeviceState::kRunning);
}

TEST(ChangeOfDevice, TheNullClockIsADeviceThatIsNotWatched) {
  Kept kept(card("one"));
  ASSERT_TRUE(kept.keeper.start(0));
  ASSERT_EQ(kept.change(Api::kNull, ""), "done");
  kept.frames_a_tick = 0;
  for (int tick = 0; tick < 50; ++tick) kept.tick();
  EXPECT_EQ(kept.keeper.status().state, DeviceState::kRunning);
  EXPECT_EQ(kept.keeper.status().api, Api::kNull);
}

TEST(ChangeOfDevice, TheOneThatPlaysIsDoneAtOnceAndNotOpenedAgain) {
  Kept kept(card("one"));
  ASSERT_TRUE(kept.keeper.start(0));
  ASSERT_TRUE(kept.keeper.use(Api::kPulse, "one", kept.now));
  const auto how = kept.keeper.take_change();
  ASSERT_TRUE(how);
  EXPECT_TRUE(*how);
  EXPECT_EQ(kept.fakes->tried, std::vector<std::string>{"one"});
  EXPECT_TRUE(kept.keeper.status().by_hand);
}

TEST(ChangeOfDevice, OneAtATime) {
  Kept kept(card("one"));
  kept.fakes->hang("two", true);
  ASSERT_TRUE(kept.keeper.start(0));
  ASSERT_TRUE(kept.keeper.use(Api::kPulse, "two", kept.now));
  EXPECT_THAT(kept.keeper.use(Api::kPulse, "three", kept.now).reason(), HasSubstr("under way"));
  kept.fakes->hang("two", false);
}

TEST(ChangeOfDevice, AServerThatDoesNotAnswerIsGivenUpAndOnlyAFewAreWaitedFor) {
  Kept kept(card("one"));
  kept.fakes->hang("two", true);
  ASSERT_TRUE(kept.keeper.start(0));
  for (int change = 0; change < 4; ++change) {
    EXPECT_EQ(kept.change(Api::kPulse, "two"), "the sound server does not answer");
    EXPECT_EQ(kept.keeper.status().device, "one");
    EXPECT_EQ(kept.keeper.status().state, DeviceState::kRunning);
  }
  EXPECT_THAT(kept.change(Api::kPulse, "three"), HasSubstr("still wait"));
  kept.fakes->hang("two", false);
  while (kept.change(Api::kPulse, "three") != "done") std::this_thread::yield();
  // Late ones are closed.
  while (kept.fakes->open_count() > 1) std::this_thread::yield();
}

TEST(ChangeOfDevice, ACardOfAlsasIsLetGoForItsOtherName) {
  Kept kept(card("hw:0", Api::kAlsa));
  for (const char* name : {"hw:0", "default"}) kept.fakes->set(name, {.chip = "the card"});
  ASSERT_TRUE(kept.keeper.start(0));
  EXPECT_EQ(kept.change(Api::kAlsa, "default"), "done");
  EXPECT_EQ(kept.keeper.status().device, "default");
  EXPECT_EQ(kept.keeper.status().lost, 0);
  EXPECT_EQ(kept.keeper.status().reopened, 0);
}

TEST(ChangeOfDevice, ACardThatWasLetGoForNothingIsHadAgain) {
  Kept kept(card("hw:0", Api::kAlsa));
  ASSERT_TRUE(kept.keeper.start(0));
  kept.fakes->set("hw:1", {.is_there = false});
  EXPECT_EQ(kept.change(Api::kAlsa, "hw:1"), "no device 'hw:1'");
  EXPECT_EQ(kept.keeper.status().device, "hw:0");
  EXPECT_EQ(kept.keeper.status().state, DeviceState::kRunning);
  EXPECT_EQ(kept.keeper.status().lost, 0);
}

}  // namespace
}  // namespace chronus::audio
