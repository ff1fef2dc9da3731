// SPDX-License-Identifier: MIT
#include "supervisor/device_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chronus::supervisor {
namespace {

audio::DeviceStatus playing_on(audio::Api api, std::string name) {
  audio::DeviceStatus status;
  status.state = audio::DeviceState::kRunning;
  status.api = api;
  status.device = std::move(name);
  return status;
}

audio::DeviceList some() {
  audio::DeviceList list;
  list.devices = {{audio::Api::kPulse, "USB", 2, {44'100, 48'000}, true},
                  {audio::Api::kNull, "null clock", 8, {}, true}};
  list.missing = {{audio::Api::kJack, "JACK: no server"}};
  return list;
}

TEST(DeviceJson, AListSaysWhichOneIsUsedAndWhatIsMissing) {
  EXPECT_EQ(device_list_text(some(), playing_on(audio::Api::kPulse, "USB")),
            R"({"devices":[{"api":"pulse","channels":2,"default":true,"name":"USB",)"
            R"("rates":[44100,48000],"used":true},)"
            R"({"api":"null","channels":8,"default":true,"name":"null clock",)"
            R"("rates":null,"used":false}],)"
            R"("missing":[{"api":"jack","reason":"JACK: no server"}]})");
}

TEST(DeviceJson, OneThatIsUsedIsListedThoughItsApiDoesNotTell) {
  const auto text = device_list_text(some(), playing_on(audio::Api::kAlsa, "hw:0"));
  EXPECT_THAT(text, testing::HasSubstr(R"({"api":"alsa","channels":null,"default":false,)"
                                       R"("name":"hw:0","rates":null,"used":true})"));
}

TEST(DeviceJson, TheNullClockThatStandsInIsNotUsed) {
  auto status = playing_on(audio::Api::kNull, "null clock");
  EXPECT_THAT(device_list_text(some(), status), testing::HasSubstr(R"("used":true)"));
  status.state = audio::DeviceState::kRateMismatch;
  EXPECT_THAT(device_list_text(some(), status), testing::Not(testing::HasSubstr(R"("used":true)")));
}

TEST(DeviceJson, AnEventSaysWhatIsWantedAndWhatThereIs) {
  auto status = playing_on(audio::Api::kNull, "null clock");
  status.state = audio::DeviceState::kFallback;
  status.wanted_api = audio::Api::kJack;
  status.by_hand = true;
  status.note = "gone";
  EXPECT_EQ(device_event_text(status),
            R"({"api":"null","device":"null clock","note":"gone","period":0,"state":"fallback",)"
            R"("wanted":{"api":"jack","by_hand":true,"device":""},"xruns":0})");
}

}  // namespace
}  // namespace chronus::supervisor
