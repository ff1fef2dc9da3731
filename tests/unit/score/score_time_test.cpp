// SPDX-License-Identifier: MIT
#include "score/score_time.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chronus::score {
namespace {

TEST(ScoreTime, SecondsBecomeTheNearestFrame) {
  EXPECT_EQ(*parse_time("0", 48'000), 0);
  EXPECT_EQ(*parse_time("1.5", 48'000), 72'000);
  EXPECT_EQ(*parse_time("0.1", 44'100), 4'410);
  EXPECT_EQ(*parse_time("0.3333333333", 48'000), 16'000);
  EXPECT_EQ(*parse_time("2.", 48'000), 96'000);
  EXPECT_EQ(*parse_time(".5", 48'000), 24'000);
  EXPECT_EQ(*parse_time("604800", 192'000), 116'121'600'000);
}

TEST(ScoreTime, HalvesGoUp) {
  EXPECT_EQ(*parse_time("0.00003125", 48'000), 2);       // 1.5 frames
  EXPECT_EQ(*parse_time("0.0000312499999", 48'000), 1);  // a hair less
  EXPECT_EQ(*parse_time("0.00009375", 48'000), 5);       // 4.5 frames
  EXPECT_EQ(*parse_time("86400.00003125", 48'000), 4'147'200'002);
}

TEST(ScoreTime, ManyDigitsAreFine) {
  EXPECT_EQ(*parse_time("0.33333333333333333333333333333333333333", 48'000), 16'000);
  EXPECT_EQ(*parse_time("1.00000000000000000000000000000000000000", 48'000), 48'000);
  EXPECT_EQ(*parse_time("0000000000000000000000001.5", 48'000), 72'000);
}

TEST(ScoreTime, ExponentsAreReadAsTheirDecimal) {
  EXPECT_EQ(*parse_time("1e-3", 48'000), 48);
  EXPECT_EQ(*parse_time("1.5E1", 48'000), 720'000);
  EXPECT_EQ(*parse_time("3.125e-05", 48'000), 2);
}

TEST(ScoreTime, FramesStandAsTheyAre) {
  EXPECT_EQ(*parse_time("72000f", 48'000), 72'000);
  EXPECT_EQ(*parse_time("0f", 44'100), 0);
  EXPECT_EQ(*parse_time("4611686018427387904f", 48'000), kMaxFrame);
}

TEST(ScoreTime, WhatIsNoTimeIsRefused) {
  for (const char* text : {"", "f", "x", "1s", "1.5x", "+1", "inf", "nan", "/a", "0x10", "1,5"}) {
    ASSERT_FALSE(parse_time(text, 48'000)) << text;
    EXPECT_EQ(parse_time(text, 48'000).reason(),
              "'" + std::string(text) + "' is not a time: seconds (1.5) or frames (72000f)");
  }
  EXPECT_EQ(parse_time("-1", 48'000).reason(), "time -1 is negative");
  EXPECT_EQ(parse_time("-5f", 48'000).reason(), "time -5f is negative");
  EXPECT_EQ(parse_time("1.5f", 48'000).reason(), "'1.5f' is not a whole number of frames");
}

TEST(ScoreTime, WhatNoFrameCountHoldsIsRefused) {
  for (const char* text : {"4611686018427387905f", "99999999999999999999f", "1e300", "1e999",
                           "99999999999999999999", "100000000000000"}) {
    ASSERT_FALSE(parse_time(text, 48'000)) << text;
    EXPECT_EQ(parse_time(text, 48'000).reason(), "time " + std::string(text) + " is out of range");
  }
}

}  // namespace
}  // namespace chronus::score
