// SPDX-License-Identifier: MIT
#include "audio/device_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

namespace chronus::audio {
namespace {

using ::testing::HasSubstr;

DeviceList some() {
  DeviceList list;
  list.devices = {{Api::kPulse, "USB Audio", 2, {48'000}, true},
                  {Api::kPulse, "Speakers", 2, {48'000}, false},
                  {Api::kAlsa, "hw:USB Audio,0", 2, {}, false},
                  {Api::kAlsa, "default", 0, {}, true},
                  {Api::kNull, "null clock", 8, {}, true}};
  list.missing = {{Api::kJack, "JACK: no server"}};
  return list;
}

std::string found(const DeviceWords& words, Api present = Api::kNull) {
  const auto device = find_listed(some(), words, present);
  return device ? std::string(api_name(device->api)) + " " + device->name : device.reason();
}

TEST(FindListed, TakesTheWholeNameElseAPartOfItOfThePresentApiFirst) {
  EXPECT_EQ(found({std::nullopt, "USB Audio"}), "pulse USB Audio");
  EXPECT_EQ(found({std::nullopt, "usb"}), "pulse USB Audio");
  EXPECT_EQ(found({std::nullopt, "usb"}, Api::kAlsa), "alsa hw:USB Audio,0");
  EXPECT_EQ(found({std::nullopt, "USB Audio"}, Api::kAlsa), "pulse USB Audio");
  EXPECT_EQ(found({Api::kAlsa, "USB Audio"}), "alsa hw:USB Audio,0");
  EXPECT_EQ(found({std::nullopt, "null clock"}), "null null clock");
}

TEST(FindListed, NamesTheNearestOfWhatIsNotThere) {
  EXPECT_EQ(found({std::nullopt, "Speekers"}), "no device 'Speekers'; did you mean Speakers?");
  EXPECT_EQ(found({std::nullopt, "theremin"}), "no device 'theremin': see /audio/list");
  EXPECT_EQ(found({Api::kAlsa, "Speakers"}), "no device 'Speakers' of ALSA: see /audio/list");
}

TEST(FindListed, SaysWhyAnApiHasNone) {
  EXPECT_EQ(found({Api::kJack, "system"}), "JACK: no server");
}

TEST(ListDevices, AlwaysHasTheNullClockAndSaysWhatIsMissing) {
  setenv("JACK_DEFAULT_SERVER", "chronus_no_such_server", 1);
  setenv("PULSE_SERVER", "unix:/nowhere/pulse", 1);
  const auto list = list_devices();
  unsetenv("JACK_DEFAULT_SERVER");
  unsetenv("PULSE_SERVER");
  ASSERT_FALSE(list.devices.empty());
  EXPECT_EQ(list.devices.back().api, Api::kNull);
  ASSERT_GE(list.missing.size(), 2U);
  EXPECT_EQ(list.missing[0].reason, "JACK: no server");
  EXPECT_THAT(list.missing[1].reason, HasSubstr("PulseAudio: no server"));
}

}  // namespace
}  // namespace chronus::audio
