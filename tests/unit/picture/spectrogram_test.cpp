// SPDX-License-Identifier: MIT
#include "picture/spectrogram.hpp"

#include <gtest/gtest.h>

#include "tones.hpp"

namespace chronus::picture {
namespace {

constexpr int kRate = 48'000;
constexpr int kRows = 200;

int loudest_row(const Spectrogram& spectrogram, int column) {
  int loudest = 0;
  for (int row = 1; row < kRows; ++row) {
    if (spectrogram.decibels(column, row) > spectrogram.decibels(column, loudest)) loudest = row;
  }
  return loudest;
}

TEST(Spectrogram, AToneLiesOnItsRowAtItsLevel) {
  for (const double hz : {55.0, 440.0, 5'000.0, 20'000.0}) {
    Spectrogram spectrogram(kRate, kRate, 100, kRows);
    spectrogram.add(test::sine(hz, 0.1, kRate, kRate));
    spectrogram.end();
    const int row = loudest_row(spectrogram, 50);
    // A row, or for low tones the width of a bin.
    EXPECT_NEAR(spectrogram.hz_of(row), hz, std::max(6.0, 0.03 * hz));
    EXPECT_NEAR(spectrogram.decibels(50, row), -20.0F, 1.5F) << hz;
    EXPECT_NEAR(spectrogram.row_of(hz), row, 20.0);
  }
}

TEST(Spectrogram, TonesLieWhereTheyAreHeard) {
  Spectrogram spectrogram(kRate, kRate, 100, kRows);
  std::vector<float> samples(kRate);
  const auto tone = test::sine(1'000.0, 0.5, kRate / 2, kRate);
  std::copy(tone.begin(), tone.end(), samples.begin() + kRate / 2);
  for (int i = 0; i < kRate; i += 480) spectrogram.add({samples.data() + i, 480});
  spectrogram.end();
  const int row = static_cast<int>(spectrogram.row_of(1'000.0) + 0.5);
  EXPECT_EQ(spectrogram.decibels(30, row), Spectrogram::kSilenceDb);
  EXPECT_GT(spectrogram.decibels(60, row), -8.0F);
  EXPECT_GT(spectrogram.decibels(99, row), -15.0F);
}

TEST(Spectrogram, RowsGoFromThirtyHertzToHalfTheRate) {
  const Spectrogram spectrogram(kRate, kRate, 100, kRows);
  EXPECT_DOUBLE_EQ(spectrogram.hz_of(0), 30.0);
  EXPECT_NEAR(spectrogram.hz_of(kRows - 1), 24'000.0, 1e-6);
  EXPECT_NEAR(spectrogram.row_of(spectrogram.hz_of(77.5)), 77.5, 1e-9);
}

TEST(Spectrogram, AMomentAndADayAreDrawnAsWell) {
  Spectrogram moment(kRate, 10, 100, kRows);
  moment.add(test::sine(1'000.0, 0.5, 10, kRate));
  moment.end();
  EXPECT_GT(moment.decibels(99, 90), Spectrogram::kSilenceDb);
  Spectrogram day(kRate, 86'400 * Frame{kRate}, 100, kRows);
  day.add(test::sine(1'000.0, 0.5, kRate, kRate));
  day.end();
  EXPECT_GT(day.decibels(0, loudest_row(day, 0)), -8.0F);
  EXPECT_EQ(day.decibels(1, 100), Spectrogram::kSilenceDb);
}

}  // namespace
}  // namespace chronus::picture
