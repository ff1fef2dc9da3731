// SPDX-License-Identifier: MIT
#include "audio/master_meter.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace chronus::audio {
namespace {

constexpr StreamFormat kFormat{48'000, 128, 2};

struct Counter final : Tap {
  void block_played(Frame, const float*, int frames) noexcept override { count += frames; }
  Frame count = 0;
};

TEST(MasterMeter, PassesEveryBlockOnAndMeasuresThem) {
  Counter counter;
  MasterMeter meter(kFormat, &counter);
  const std::vector<float> block(256, 0.5F);
  meter.start();
  for (Frame now = 0; now < 24'064; now += 128) meter.block_played(now, block.data(), 128);
  EXPECT_EQ(counter.count, 24'064);
  for (Frame end = 2'400; end <= 24'000; end += 2'400) {
    Levels levels;
    while (!meter.take(&levels)) std::this_thread::yield();
    EXPECT_EQ(levels.end, end);
    EXPECT_EQ(levels.peak[0], 0.5F);
  }
}

TEST(MasterMeter, WhatComesTooFastIsLeftOutByWholeBlocks) {
  MasterMeter meter(kFormat, nullptr);
  const std::vector<float> block(256, 0.5F);
  meter.block_played(0, block.data(), 128);  // nobody measures yet
  meter.start();
  for (Frame now = 128; now < 480'000; now += 128) meter.block_played(now, block.data(), 128);
  Levels levels;
  for (Frame now = 480'000; !meter.take(&levels); now += 128) {
    meter.block_played(now, block.data(), 128);
    std::this_thread::yield();
  }
  EXPECT_EQ(levels.end % 2'400, 0);
  EXPECT_EQ(levels.peak[1], 0.5F);
  EXPECT_FLOAT_EQ(levels.rms[0], 0.5F);
}

}  // namespace
}  // namespace chronus::audio
