// SPDX-License-Identifier: MIT
#include "audio/meter.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace chronus::audio {
namespace {

constexpr StreamFormat kFormat{48'000, 128, 2};
constexpr Frame kStretch = 2'400;

/// Plays a square wave on the left and silence on the right.
struct Player {
  Meter& meter;
  Frame now = 0;

  void play(Frame frames, float level, int block = 128) {
    std::vector<float> samples(static_cast<std::size_t>(block) * 2);
    for (const Frame end = now + frames; now < end; now += block) {
      for (int i = 0; i < block; ++i) {
        samples[static_cast<std::size_t>(i) * 2] = (now + i) % 2 == 0 ? level : -level;
      }
      meter.block_played(now, samples.data(), block);
    }
  }
};

std::vector<Levels> taken(Meter& meter) {
  std::vector<Levels> all;
  for (Levels one; meter.take(&one);) all.push_back(one);
  return all;
}

TEST(Meter, MeasuresNothingWhereNobodyListens) {
  Meter meter(kFormat, nullptr);
  Player{meter}.play(48'000, 0.5F);
  EXPECT_TRUE(taken(meter).empty());
}

TEST(Meter, TellsPeakAndRmsOfEachChannelTwentyTimesASecond) {
  Meter meter(kFormat, nullptr);
  meter.listen(true);
  Player{meter}.play(kStretch * 4, 0.5F, 32);
  const auto levels = taken(meter);
  ASSERT_EQ(levels.size(), 4U);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    EXPECT_EQ(levels[i].end, kStretch * static_cast<Frame>(i + 1));
    EXPECT_EQ(levels[i].peak[0], 0.5F);
    EXPECT_FLOAT_EQ(levels[i].rms[0], 0.5F);
    EXPECT_EQ(levels[i].peak[1], 0.0F);
    EXPECT_EQ(levels[i].rms[1], 0.0F);
  }
}

TEST(Meter, AStretchEndsInsideABlock) {
  Meter meter(kFormat, nullptr);
  meter.listen(true);
  Player player{meter};
  player.play(2'304, 0.25F);  // 18 blocks; the 19th goes beyond frame 2400
  player.play(128, 1.0F);
  const auto levels = taken(meter);
  ASSERT_EQ(levels.size(), 1U);
  EXPECT_EQ(levels[0].peak[0], 1.0F);
  EXPECT_FLOAT_EQ(levels[0].rms[0], std::sqrt((2'304 * 0.0625F + 96) / 2'400));
}

TEST(Meter, BeginsWithAWholeStretch) {
  Meter meter(kFormat, nullptr);
  Player player{meter};
  player.play(1'280, 0.5F);
  meter.listen(true);
  player.play(1'152, 0.5F);
  EXPECT_TRUE(taken(meter).empty());
  player.play(2'432, 0.5F);
  ASSERT_EQ(taken(meter).size(), 1U);
}

TEST(Meter, PassesEveryBlockOn) {
  struct Counter final : Tap {
    void block_played(Frame, const float*, int frames) noexcept override { count += frames; }
    Frame count = 0;
  } counter;
  Meter meter(kFormat, &counter);
  Player{meter}.play(12'800, 0.5F);
  EXPECT_EQ(counter.count, 12'800);
}

TEST(Meter, SilenceHasALevelThatCanBeWritten) {
  EXPECT_EQ(to_db(0.0F), -200.0F);
  EXPECT_EQ(to_db(1.0F), 0.0F);
  EXPECT_NEAR(to_db(0.5F), -6.02F, 0.001F);
}

}  // namespace
}  // namespace chronus::audio
