// SPDX-License-Identifier: MIT
#include "picture/spectrum.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "tones.hpp"

namespace chronus::picture {
namespace {

TEST(Spectrum, ASineHasTheSquareOfItsAmplitudeAtItsFrequency) {
  Spectrum spectrum(1'024);
  ASSERT_EQ(spectrum.bins(), 513);
  const auto samples = test::sine(100.0, 0.5, 1'024, 1'024);
  const auto power = spectrum.power(samples.data());
  EXPECT_NEAR(power[100], 0.25F, 1e-4F);
  // A Hann window's neighbours have half the amplitude, all others nothing.
  EXPECT_NEAR(power[99], 0.0625F, 1e-4F);
  EXPECT_NEAR(power[101], 0.0625F, 1e-4F);
  for (const std::size_t bin : {0U, 50U, 98U, 102U, 400U, 512U})
    EXPECT_LT(power[bin], 1e-8F) << bin;
}

TEST(Spectrum, StretchesArePowersOfTwo) {
  EXPECT_EQ(stretch_frames(0.02, 48'000), 1'024);
  EXPECT_EQ(stretch_frames(0.08, 192'000), 16'384);
  EXPECT_EQ(stretch_frames(0.02, 8'000), 256);
}

TEST(Stretches, LieAroundMultiplesOfTheHopHoweverTheyCome) {
  std::vector<float> counted(40);
  std::iota(counted.begin(), counted.end(), 0.0F);
  for (const std::size_t cut : {1U, 7U, 40U}) {
    Stretches stretches(8, 3);
    std::vector<float> middles;
    for (std::size_t i = 0; i < counted.size(); i += cut) {
      const auto count = std::min(cut, counted.size() - i);
      stretches.add({counted.data() + i, count}, [&](const float* s) { middles.push_back(s[4]); });
    }
    // The last whole one is that around 36.
    EXPECT_EQ(middles, (std::vector<float>{0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36})) << cut;
  }
}

}  // namespace
}  // namespace chronus::picture
