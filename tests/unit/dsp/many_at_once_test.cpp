// SPDX-License-Identifier: MIT
// What is computed several frames, lines or waves at a time is what it is one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "dsp/curve.hpp"
#include "dsp/delay_line.hpp"
#include "dsp/lane_gather.hpp"
#include "dsp/lane_transpose.hpp"
#include "dsp/one_pole.hpp"
#include "dsp/random.hpp"
#include "dsp/ring.hpp"
#include "dsp/square_bank.hpp"
#include "dsp/swept_sine.hpp"

namespace chronus::dsp {
namespace {

std::vector<float> noise(int frames, unsigned seed) {
  Random random(seed);
  std::vector<float> samples(static_cast<std::size_t>(frames));
  for (float& sample : samples) sample = random.bipolar();
  return samples;
}

TEST(Transpose, PutsEachLaneOfEachRowInItsPlace) {
  F8 rows[8];
  for (int row = 0; row < 8; ++row) {
    for (int lane = 0; lane < 8; ++lane) set(&rows[row], lane, static_cast<float>(10 * row + lane));
  }
  transpose(rows);
  for (int row = 0; row < 8; ++row) {
    for (int lane = 0; lane < 8; ++lane) {
      EXPECT_EQ(get(rows[row], lane), static_cast<float>(10 * lane + row)) << row << " " << lane;
    }
  }
}

TEST(Neighbours, AreThoseAtEachLanesPlace) {
  const auto table = noise(100, 3);
  I8 places;
  for (int lane = 0; lane < 8; ++lane) set(&places, lane, 13 * lane + 1);
  const auto found = neighbours<8>(table.data(), places);
  for (int lane = 0; lane < 8; ++lane) {
    EXPECT_EQ(get(found.first, lane), table[13 * lane + 1]);
    EXPECT_EQ(get(found.second, lane), table[13 * lane + 2]);
  }
}

TEST(DelayLine, ReadsAndWritesManyFramesAsItDoesOneByOne) {
  constexpr int kLength = 97, kFrames = 2'000;
  const auto in = noise(kFrames, 5);
  for (const double delay : {3.0, 3.5, 17.25, 40.0, 93.75}) {
    std::vector<float> one_samples(kLength), many_samples(kLength);
    DelayLine one(one_samples.data(), kLength, 11), many(many_samples.data(), kLength, 11);
    for (int at = 0; at < kFrames;) {
      const int frames = std::min({DelayLine::frames_at_once(delay), 1 + at % 64, kFrames - at});
      float read[DelayLine::kMostAtOnce];
      many.read(delay, read, frames);
      many.write(in.data() + at, frames);
      for (int i = 0; i < frames; ++i, ++at) {
        ASSERT_EQ(one.read(delay), read[i]) << delay << " in frame " << at;
        one.write(in[at]);
      }
    }
    EXPECT_EQ(one_samples, many_samples);
  }
}

TEST(Ring, StandsWhereTheSongDoes) {
  constexpr int kLength = 37;
  std::vector<float> samples(kLength);
  const auto in = noise(400, 9);
  Ring walking(samples.data(), kLength, 1'000'000);
  for (int at = 0; at < 400; at += 16) {
    Ring(samples.data(), kLength, 1'000'000 + at).write(in.data() + at, 16);
    for (const int delay : {0, 16, 21}) {
      if (at < delay) continue;
      float read[16];
      walking.read(delay, read, 16);
      EXPECT_TRUE(std::equal(read, read + 16, in.data() + at - delay)) << at << " " << delay;
    }
    walking.advance(16);
  }
}

TEST(OnePole, RunsOverManyFramesAsOneByOne) {
  OnePole one, many;
  one.set(300.0F, 48'000.0F);
  many.set(300.0F, 48'000.0F);
  auto samples = noise(500, 2);
  const auto in = samples;
  many.run(samples.data(), 500);
  for (int n = 0; n < 500; ++n) {
    ASSERT_EQ(samples[n], static_cast<float>(one.next(static_cast<double>(in[n]))));
  }
}

TEST(DrumDecay, RunsOverManyFramesAsOneByOne) {
  DrumDecay one, many;
  one.start(1.0);
  many.start(1.0);
  for (int at = 0; at < 128; at += 64) {
    float levels[64];
    const int active = many.run([](int) { return 0.002F; }, 48'000.0F, 64, levels);
    int expected = 0;
    for (const float level : levels) {
      if (one.active()) ++expected;
      ASSERT_EQ(level, static_cast<float>(one.next(0.002F, 48'000.0F)));
    }
    EXPECT_EQ(active, expected);
    EXPECT_EQ(active == 64, at == 0);
  }
}

/// Of a bank whose first square has so many turns a frame.
void expect_squares(float increment) {
  constexpr SquareBank::Six kRatios{1.0, 1.483, 1.8, 2.546, 2.63, 3.897};
  constexpr SquareBank::Six kStarts{0.05, 0.23, 0.41, 0.59, 0.77, 0.95};
  constexpr int kFrames = 2'000;
  SquareBank bank;
  bank.init(kStarts);
  std::vector<float> increments(kFrames, increment), sums(kFrames + 8);
  for (int at = 0; at < kFrames; at += 50) {
    bank.run(increments.data() + at, kRatios, 50, sums.data() + at);
  }
  SquareBank::Six turns = kStarts;
  for (int n = 0; n < kFrames; ++n) {
    double sum = 0.0;
    for (int k = 0; k < SquareBank::kSquares; ++k) {
      const double own = std::min(static_cast<double>(increment) * kRatios[k], kMaxIncrement);
      sum += pulse(turns[k], own, 0.5);
      turns[k] = std::fmod(turns[k] + own, 1.0);
    }
    ASSERT_NEAR(sums[n], sum / 3.0, 2e-4) << increment << " in frame " << n;
  }
}

TEST(SquareBank, IsTheSumOfSixBandLimitedSquares) {
  expect_squares(0.0021F);
  expect_squares(0.0079F);
  expect_squares(0.03F);  // edges of one lie close beside each other
  expect_squares(0.1F);
}

TEST(SweptSine, FollowsItsFrequencyFromItsFirstFrame) {
  constexpr int kFrames = 800;
  std::vector<float> increments(kFrames), sines(kFrames + 8);
  for (int n = 0; n < kFrames; ++n)
    increments[n] = 0.02F * std::exp2(-static_cast<float>(n) / 200.0F);
  SweptSine sine;
  for (int at = 0; at < kFrames; at += 50) {
    float padded[56] = {};
    std::copy_n(increments.data() + at, 50, padded);
    sine.run(padded, 50, sines.data() + at);
  }
  double turns = 0.0;
  for (int n = 0; n < kFrames; ++n) {
    turns += static_cast<double>(increments[n]);
    ASSERT_NEAR(sines[n], std::sin(2.0 * std::numbers::pi * turns), 2e-6) << n;
  }
}

}  // namespace
}  // namespace chronus::dsp
