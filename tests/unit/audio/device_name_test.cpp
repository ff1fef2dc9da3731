// SPDX-License-Identifier: MIT
#include "audio/device_name.hpp"

#include <gtest/gtest.h>

namespace chronus::audio {
namespace {

const std::vector<std::string> kNames{"USB Audio CODEC (hw:1)", "HDA Intel", "USB Audio"};

TEST(DeviceName, ItsOwnNameComesBeforeOneThatContainsIt) {
  EXPECT_EQ(*find_device(kNames, "USB Audio"), 2U);
}

TEST(DeviceName, PartOfANameIsEnoughInAnyCase) {
  EXPECT_EQ(*find_device(kNames, "codec"), 0U);
  EXPECT_EQ(*find_device(kNames, "usb"), 0U) << "the first of several";
  EXPECT_EQ(*find_device(kNames, "INTEL"), 1U);
}

TEST(DeviceName, OneThatIsNotThereIsAnsweredWithThoseThatAre) {
  EXPECT_EQ(find_device(kNames, "TR-8S").reason(),
            "no device 'TR-8S'; there are 'USB Audio CODEC (hw:1)', 'HDA Intel', 'USB Audio'");
}

}  // namespace
}  // namespace chronus::audio
