// SPDX-License-Identifier: MIT
#include "picture/onsets.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tones.hpp"

namespace chronus::picture {
namespace {

std::vector<Frame> onsets_of(const std::vector<float>& samples, int rate) {
  Onsets onsets(rate);
  onsets.add(samples);
  return onsets.find();
}

class OnsetsAtRate : public testing::TestWithParam<int> {};

TEST_P(OnsetsAtRate, AreWhereTonesBegin) {
  const int rate = GetParam();
  const std::vector<double> seconds{0.5, 0.75, 1.1, 1.2, 1.9, 2.5};
  std::vector<float> samples(static_cast<std::size_t>(3 * rate));
  double hz = 110.0;
  for (const double second : seconds) {
    test::pluck(&samples, static_cast<Frame>(second * rate), hz, 0.3, rate);
    hz *= 1.5;
  }
  const auto found = onsets_of(samples, rate);
  ASSERT_EQ(found.size(), seconds.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(found[i]) / rate, seconds[i], 0.02);
  }
}

INSTANTIATE_TEST_SUITE_P(Rates, OnsetsAtRate, testing::Values(8'000, 44'100, 48'000, 192'000));

TEST(Onsets, AToneThatGoesOnHasNoneButItsFirst) {
  const auto found = onsets_of(test::sine(440.0, 0.3, 96'000, 48'000), 48'000);
  EXPECT_EQ(found, std::vector<Frame>{0});
}

TEST(Onsets, QuietMusicHasThemToo) {
  std::vector<float> samples(96'000);
  for (const Frame at : {24'000, 48'000}) test::pluck(&samples, at, 220.0, 0.02, 48'000);
  EXPECT_EQ(onsets_of(samples, 48'000).size(), 2U);
}

TEST(Onsets, SilenceAndNothingHaveNone) {
  EXPECT_TRUE(onsets_of(std::vector<float>(48'000), 48'000).empty());
  EXPECT_TRUE(onsets_of({}, 48'000).empty());
}

TEST(Onsets, NoiseThatGoesOnHasFew) {
  std::mt19937 random(1);
  std::vector<float> samples(10 * 48'000);
  for (float& sample : samples) sample = static_cast<float>(random()) / 2'147'483'648.0F - 1.0F;
  EXPECT_LE(onsets_of(samples, 48'000).size(), 10U);
}

}  // namespace
}  // namespace chronus::picture
