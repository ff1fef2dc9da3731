// SPDX-License-Identifier: MIT
#include "picture/waveform.hpp"

#include <gtest/gtest.h>

namespace chronus::picture {
namespace {

TEST(Waveform, AColumnHasTheLeastAndTheGreatestOfItsFrames) {
  Waveform waveform(2, 8, 2);
  const std::vector<float> samples{0.1F, 1, -0.5F, 1, 0.4F, 2, 0.2F, 1,  // frames 0 to 3
                                   0.3F, 0, 0.6F,  0, 0.5F, 0, 0.4F, -3};
  waveform.add(samples.data(), 3);
  waveform.add(samples.data() + 6, 5);
  EXPECT_EQ(waveform.at(0, 0).least, -0.5F);
  EXPECT_EQ(waveform.at(0, 0).greatest, 0.4F);
  EXPECT_EQ(waveform.at(0, 1).least, 1.0F);
  // Zero does not count where it has not been.
  EXPECT_EQ(waveform.at(1, 0).least, 0.3F);
  EXPECT_EQ(waveform.at(1, 0).greatest, 0.6F);
  EXPECT_EQ(waveform.at(1, 1).least, -3.0F);
  EXPECT_EQ(waveform.peak(), 3.0F);
}

TEST(Waveform, ASoundOfFewFramesHasNoGaps) {
  Waveform waveform(1, 2, 6);
  const std::vector<float> samples{0.5F, -0.5F};
  waveform.add(samples.data(), 2);
  EXPECT_EQ(waveform.at(0, 0).greatest, 0.5F);
  for (int column = 1; column <= 3; ++column) EXPECT_EQ(waveform.at(column, 0).least, -0.5F);
}

TEST(Waveform, WhatIsLongerThanWasSaidIsInTheLastColumn) {
  Waveform waveform(1, 4, 4);
  const std::vector<float> samples{0, 0, 0, 0.5F, 0.75F, 0};
  waveform.add(samples.data(), 6);
  EXPECT_EQ(waveform.at(3, 0).greatest, 0.75F);
}

}  // namespace
}  // namespace chronus::picture
