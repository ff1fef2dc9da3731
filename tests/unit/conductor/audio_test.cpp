// SPDX-License-Identifier: MIT
// `/audio/…`: what the device's owner is asked.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

using Asked = std::vector<std::string>;

TEST(Audio, WhatIsSaidIsAskedOfWhoHasTheDevice) {
  Studio studio;
  studio.stage.sent.clear();
  for (const char* line :
       {"/audio/use", "/audio/use \"USB Audio\"", "/audio/use pulse 8", "/audio/list"}) {
    studio.say(line);
  }
  EXPECT_EQ(studio.stage.asked,
            (Asked{"tell device", "use device USB Audio", "use device pulse 8", "list devices"}));
  EXPECT_TRUE(studio.stage.sent.empty()) << "it is answered when it is true";
  EXPECT_TRUE(studio.stage.journal.empty()) << "it changes no sample";
}

TEST(Audio, ADeviceHasANameThatFitsAnAnswer) {
  Studio studio;
  studio.say("/audio/use \"\"");
  EXPECT_EQ(studio.answer(), "fail /audio/use the device has no name ");
  studio.say("/audio/use pulse " + std::string(257, 'x'));
  EXPECT_TRUE(studio.answer().starts_with("fail /audio/use no device has so long a name"));
  EXPECT_EQ(studio.stage.asked, Asked{});
}

}  // namespace
}  // namespace chronus::conductor
