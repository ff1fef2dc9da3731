// SPDX-License-Identifier: MIT
#include "dsp/sample_kernel.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "dsp/random.hpp"
#include "spectrum.hpp"

namespace chronus::dsp {
namespace {

const SampleKernel& kernel() {
  static const SampleKernel made;
  return made;
}

std::int64_t place_of(double frames) { return static_cast<std::int64_t>(frames * 0x1p32); }

constexpr double kSpeeds[] = {0.0,  0.3,  1.0, 1.01, 1.2, 1.4983, -1.5, 1.7,
                              -2.0, 2.01, 2.4, 2.83, 3.0, 3.5,    4.0,  -60.0};

TEST(SampleKernel, ReadsARunAsOneByOne) {
  constexpr int kFrames = 400, kMost = 61;
  Random random(1);
  std::vector<float> noise(kFrames);
  for (float& x : noise) x = random.bipolar();
  for (const double speed : kSpeeds) {
    const auto& band = kernel().band_of(speed);
    const std::int64_t step = place_of(speed);
    for (const double begin : {-90.0, -30.3, -0.2, 0.0, 17.9, 200.1, 370.7, 399.0, 430.0, 490.0}) {
      for (const int count : {1, 7, 8, kMost}) {
        std::vector<float> run(static_cast<std::size_t>(count));
        kernel().read_run(noise.data(), kFrames, place_of(begin), step, band, run.data(), count);
        std::int64_t place = place_of(begin);
        for (const float sample : run) {
          ASSERT_EQ(std::bit_cast<std::uint32_t>(sample),
                    std::bit_cast<std::uint32_t>(kernel().read(noise.data(), kFrames, place, band)))
              << "speed " << speed << " from " << begin << " at " << place;
          place += step;
        }
      }
    }
  }
}

TEST(SampleKernel, BeyondASampleThereIsSilence) {
  const std::vector<float> ones(100, 1.0F);
  const auto& band = kernel().band_of(1.5);
  for (const double place : {-20.0, -16.5, 116.1, 1e6}) {
    EXPECT_EQ(kernel().read(ones.data(), 100, place_of(place), band), 0.0F) << place;
  }
  EXPECT_NEAR(kernel().read(ones.data(), 100, place_of(50.3), band), 1.0F, 1e-5F);
}

/// The least and the most that is left of a tone of so many turns a frame, at whatever place.
std::pair<double, double> left_of(double turns, double speed) {
  constexpr int kFrames = 200;
  std::vector<float> cosine, sine;
  for (int n = 0; n < kFrames; ++n) {
    cosine.push_back(static_cast<float>(std::cos(2.0 * std::numbers::pi * turns * n)));
    sine.push_back(static_cast<float>(std::sin(2.0 * std::numbers::pi * turns * n)));
  }
  const auto& band = kernel().band_of(speed);
  double least = 1e9, most = 0.0;
  for (int n = 0; n < 97; ++n) {
    const std::int64_t place = place_of(100.0 + n / 97.0);
    const std::complex<double> read(
        static_cast<double>(kernel().read(cosine.data(), kFrames, place, band)),
        static_cast<double>(kernel().read(sine.data(), kFrames, place, band)));
    least = std::min(least, std::abs(read));
    most = std::max(most, std::abs(read));
  }
  return {least, most};
}

TEST(SampleKernel, UpToTheFilesSpeedItIsFlatAlmostToTheEnd) {
  for (double turns = 0.01; turns < 0.39; turns += 0.02) {
    const auto [least, most] = left_of(turns, 0.8);
    EXPECT_NEAR(decibels(least), 0.0, 0.01) << turns;
    EXPECT_NEAR(decibels(most), 0.0, 0.01) << turns;
  }
}

TEST(SampleKernel, AboveNothingIsFoldedBackToWhereItIsHeardAndFourteenKilohertzAreKept) {
  for (double speed = 1.001; speed < 4.0; speed *= 1.03) {
    for (double turns = 0.01; turns < 0.29; turns += 0.02) {
      const auto [least, most] = left_of(turns / speed, speed);
      EXPECT_NEAR(decibels(least), 0.0, 0.1) << "speed " << speed << ", " << turns;
      EXPECT_NEAR(decibels(most), 0.0, 0.1) << "speed " << speed << ", " << turns;
    }
    for (double turns = 0.581; turns / speed < 0.5; turns += 0.013) {
      const auto [least, most] = left_of(turns / speed, speed);
      EXPECT_LT(decibels(most), -79.0) << "speed " << speed << ", " << turns;
    }
  }
}

}  // namespace
}  // namespace chronus::dsp
