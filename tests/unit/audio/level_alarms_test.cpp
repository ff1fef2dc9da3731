// SPDX-License-Identifier: MIT
#include "audio/level_alarms.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace chronus::audio {
namespace {

Levels loud(float peak, float mean = 0.0F) {
  Levels levels;
  levels.peak.fill(peak);
  levels.mean.fill(mean);
  return levels;
}

/// What is told of so many seconds of the same.
std::vector<LevelAlarm> told(LevelAlarms& alarms, const Levels& levels, int seconds,
                             bool is_playing = true) {
  std::vector<LevelAlarm> all;
  for (int i = 0; i < seconds * Levels::kPerSecond; ++i) {
    if (auto alarm = alarms.step(levels, is_playing)) all.push_back(std::move(*alarm));
  }
  return all;
}

TEST(LevelAlarms, SilenceAfterSoundIsToldOnceAndItsEnd) {
  LevelAlarms alarms(2);
  EXPECT_TRUE(told(alarms, loud(0.5F), 5).empty());
  EXPECT_TRUE(told(alarms, loud(0.0F), 9).empty());
  const auto silence = told(alarms, loud(1e-5F), 60);
  ASSERT_EQ(silence.size(), 1U);
  EXPECT_EQ(silence[0].what, std::string("silence"));
  EXPECT_FALSE(silence[0].is_over);
  const auto sound = told(alarms, loud(0.1F), 1);
  ASSERT_EQ(sound.size(), 1U);
  EXPECT_TRUE(sound[0].is_over);
}

TEST(LevelAlarms, WhatNeverSoundedIsNoAlarm) {
  LevelAlarms alarms(2);
  EXPECT_TRUE(told(alarms, loud(0.0F), 100).empty());
}

TEST(LevelAlarms, SilenceWhereNothingPlaysIsMeant) {
  LevelAlarms alarms(2);
  EXPECT_TRUE(told(alarms, loud(0.5F), 1).empty());
  EXPECT_TRUE(told(alarms, loud(0.0F), 60, false).empty());
  EXPECT_TRUE(told(alarms, loud(0.0F), 9).empty()) << "it begins to count when something plays";
  EXPECT_EQ(told(alarms, loud(0.0F), 2).size(), 1U);
}

TEST(LevelAlarms, ARestIsNoAlarm) {
  LevelAlarms alarms(2);
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(told(alarms, loud(0.5F), 1).empty());
    EXPECT_TRUE(told(alarms, loud(0.0F), 9).empty());
  }
}

TEST(LevelAlarms, DirectCurrentIsToldForEachChannelAndItsEnd) {
  LevelAlarms alarms(2);
  Levels levels = loud(0.5F);
  levels.mean[1] = -0.1F;
  const auto current = told(alarms, levels, 10);
  ASSERT_EQ(current.size(), 1U);
  EXPECT_EQ(current[0].what, std::string("dc"));
  EXPECT_EQ(current[0].channel, 2);
  const auto over = told(alarms, loud(0.5F), 10);
  ASSERT_EQ(over.size(), 1U);
  EXPECT_TRUE(over[0].is_over);
  EXPECT_EQ(over[0].detail, "channel 2 has no direct current any more");
}

TEST(LevelAlarms, ADrumsLowSwingIsNoDirectCurrent) {
  LevelAlarms alarms(1);
  for (int i = 0; i < 200; ++i) {
    EXPECT_FALSE(alarms.step(loud(0.9F, i % 2 == 0 ? 0.15F : -0.15F), true));
  }
}

}  // namespace
}  // namespace chronus::audio
