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

TEST(ListDevices, SaysWhyThereAreNoneAndKnowsTheNullClock) {
  setenv("JACK_DEFAULT_SERVER", "chronus_no_such_server", 1);
  setenv("PULSE_SERVER", "unix:/nowhere/pulse", 1);
  std::vector<ListedDevice> found;
  EXPECT_EQ(list_devices(Api::kJack, &found).reason(), "JACK: no server");
  EXPECT_THAT(list_devices(Api::kPulse, &found).reason(), HasSubstr("PulseAudio: no server"));
  EXPECT_TRUE(list_devices(Api::kNull, &found));
  unsetenv("JACK_DEFAULT_SERVER");
  unsetenv("PULSE_SERVER");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].api, Api::kNull);
}

}  // namespace
}  // namespace chronus::audio
