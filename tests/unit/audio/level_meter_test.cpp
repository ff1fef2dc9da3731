// SPDX-License-Identifier: MIT
#include "audio/level_meter.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "dsp/ceiling.hpp"

namespace chronus::audio {
namespace {

constexpr StreamFormat kFormat{48'000, 128, 2};
constexpr Frame kStretch = 2'400;

using Wave = std::function<float(Frame)>;

Wave square(float level) {
  return [level](Frame frame) { return frame % 2 == 0 ? level : -level; };
}
Wave sine(double hz, double level, double phase = 0.0) {
  return [=](Frame frame) {
    const double turns = hz * static_cast<double>(frame) / kFormat.rate;
    return static_cast<float>(level * std::sin(2.0 * std::numbers::pi * (turns + phase)));
  };
}

class ALevelMeter : public testing::Test {
 protected:
  /// The same on both channels, unless one is silent.
  void play(Frame frames, const Wave& wave, int block = 128, bool is_left_alone = false) {
    std::vector<float> samples(static_cast<std::size_t>(block) * 2);
    for (const Frame end = now_ + frames; now_ < end; now_ += block) {
      for (int i = 0; i < block; ++i) {
        const auto at = static_cast<std::size_t>(i) * 2;
        samples[at] = wave(now_ + i);
        samples[at + 1] = is_left_alone ? 0.0F : samples[at];
      }
      meter_.hear(now_, samples.data(), block, &ended_);
    }
  }

  LevelMeter meter_{kFormat};
  Frame now_ = 0;
  std::vector<Levels> ended_;
};

TEST_F(ALevelMeter, TellsPeakAndRmsOfEachChannelTwentyTimesASecond) {
  play(kStretch * 4, square(0.5F), 32, true);
  ASSERT_EQ(ended_.size(), 4U);
  for (std::size_t i = 0; i < ended_.size(); ++i) {
    EXPECT_EQ(ended_[i].end, kStretch * static_cast<Frame>(i + 1));
    EXPECT_EQ(ended_[i].peak[0], 0.5F);
    EXPECT_FLOAT_EQ(ended_[i].rms[0], 0.5F);
    EXPECT_EQ(ended_[i].mean[0], 0.0F);
    EXPECT_EQ(ended_[i].peak[1], 0.0F);
    EXPECT_EQ(ended_[i].rms[1], 0.0F);
    EXPECT_EQ(ended_[i].true_peak[1], 0.0F);
  }
}

TEST_F(ALevelMeter, AStretchEndsInsideABlock) {
  play(2'304, square(0.25F));  // 18 blocks; the 19th goes beyond frame 2400
  play(128, square(1.0F));
  ASSERT_EQ(ended_.size(), 1U);
  EXPECT_EQ(ended_[0].peak[0], 1.0F);
  EXPECT_FLOAT_EQ(ended_[0].rms[0], std::sqrt((2'304 * 0.0625F + 96) / 2'400));
}

TEST_F(ALevelMeter, LeavesOutAStretchOfWhichSomethingIsMissing) {
  play(1'280, square(0.5F));
  now_ += 128;
  play(1'024, square(0.5F));
  EXPECT_TRUE(ended_.empty()) << "up to frame 2432";
  play(2'432, square(0.5F));
  ASSERT_EQ(ended_.size(), 1U);
  EXPECT_EQ(ended_[0].end, 2 * kStretch);
}

TEST_F(ALevelMeter, HearsPeaksBetweenTheSamples) {
  // At a quarter of the rate, an eighth of a turn off: every sample is 3 dB below the peak.
  play(48'000, sine(12'000.0, 0.5, 0.125));
  const Levels& levels = ended_.back();
  EXPECT_NEAR(to_db(levels.peak[0]), to_db(0.5F) - 3.01F, 0.01F);
  EXPECT_NEAR(to_db(levels.true_peak[0]), to_db(0.5F), 0.5F);
}

TEST_F(ALevelMeter, HasTheLoudnessOfTheReference) {
  // EBU Tech 3341, case 1: 1 kHz at -23 dBFS on two channels is -23 LUFS, ± 0.1.
  play(48'000 * 20, sine(1'000.0, std::pow(10.0, -23.0 / 20.0)));
  const Levels& levels = ended_.back();
  EXPECT_NEAR(levels.momentary, -23.0F, 0.1F);
  EXPECT_NEAR(levels.short_term, -23.0F, 0.1F);
  EXPECT_NEAR(levels.integrated, -23.0F, 0.1F);
}

TEST_F(ALevelMeter, CountsFramesBeyondFullScaleAndTheMean) {
  play(kStretch, [](Frame frame) { return frame < 100 ? 1.25F : 0.25F; });
  play(kStretch, square(1.0F));
  ASSERT_EQ(ended_.size(), 2U);
  EXPECT_EQ(ended_[0].clipped, 100);
  EXPECT_NEAR(ended_[0].mean[0], 0.25F + 100.0F / kStretch, 1e-5F);
  EXPECT_EQ(ended_[1].clipped, 100) << "full scale is not beyond it";
}

TEST_F(ALevelMeter, UnderTheCeilingCountsTheFramesThatItBent) {
  meter_.use_ceiling(true);
  play(kStretch, [](Frame frame) { return dsp::below_ceiling(frame < 70 ? 1.25F : 0.25F); });
  play(kStretch, square(dsp::below_ceiling(dsp::kCeilingKnee)));
  ASSERT_EQ(ended_.size(), 2U);
  EXPECT_EQ(ended_[0].clipped, 70);
  EXPECT_EQ(ended_[1].clipped, 70) << "the knee is not bent";
}

TEST_F(ALevelMeter, SilenceHasLevelsThatCanBeWritten) {
  play(48'000, square(0.0F));
  EXPECT_EQ(to_db(ended_.back().peak[0]), -200.0F);
  EXPECT_EQ(ended_.back().momentary, -200.0F);
  EXPECT_EQ(ended_.back().integrated, -200.0F);
  EXPECT_EQ(to_db(1.0F), 0.0F);
  EXPECT_NEAR(to_db(0.5F), -6.02F, 0.001F);
}

TEST(LevelMeter, MeasuresAsManyChannelsAsThereAre) {
  constexpr StreamFormat kMany{44'100, 64, kMaxChannels};
  LevelMeter meter(kMany);
  std::vector<float> samples(static_cast<std::size_t>(kMany.block_frames) * kMaxChannels, 0.0F);
  for (std::size_t i = kMaxChannels - 1; i < samples.size(); i += kMaxChannels) samples[i] = 0.5F;
  std::vector<Levels> ended;
  for (Frame now = 0; now < kMany.rate; now += kMany.block_frames) {
    meter.hear(now, samples.data(), kMany.block_frames, &ended);
  }
  ASSERT_FALSE(ended.empty());
  EXPECT_EQ(ended.back().peak[kMaxChannels - 1], 0.5F);
  EXPECT_EQ(ended.back().peak[0], 0.0F);
}

}  // namespace
}  // namespace chronus::audio
