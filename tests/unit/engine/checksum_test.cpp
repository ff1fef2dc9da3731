// SPDX-License-Identifier: MIT
#include "engine/checksum.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <set>
#include <utility>
#include <vector>

namespace chronus::engine {
namespace {

std::vector<float> block(std::size_t samples) {
  std::vector<float> made(samples);
  for (std::size_t i = 0; i < samples; ++i) made[i] = 0.001F * static_cast<float>(i);
  return made;
}

TEST(Checksum, SeesEverySingleChangedBit) {
  // 259 samples: whole rounds of four lanes, single words and half a word.
  std::vector<float> samples = block(259);
  std::set<std::uint64_t> sums = {checksum(samples)};
  for (float& sample : samples) {
    const auto bits = std::bit_cast<std::uint32_t>(sample);
    for (int bit = 0; bit < 32; ++bit) {
      sample = std::bit_cast<float>(bits ^ (1U << bit));
      EXPECT_TRUE(sums.insert(checksum(samples)).second) << "bit " << bit;
    }
    sample = std::bit_cast<float>(bits);
  }
}

TEST(Checksum, SeesTwoSamplesSwappedAnywhere) {
  std::vector<float> samples = block(64);
  const std::uint64_t straight = checksum(samples);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    for (std::size_t j = i + 1; j < samples.size(); ++j) {
      std::swap(samples[i], samples[j]);
      EXPECT_NE(checksum(samples), straight) << i << " and " << j;
      std::swap(samples[i], samples[j]);
    }
  }
}

TEST(Checksum, TellsSilencesOfDifferentLengthApart) {
  std::set<std::uint64_t> sums;
  for (std::size_t length = 0; length < 100; ++length) {
    EXPECT_TRUE(sums.insert(checksum(std::vector<std::byte>(length))).second) << length;
  }
}

TEST(Checksum, DependsOnTheSeedAndOnNothingElse) {
  const std::vector<float> samples = block(128);
  EXPECT_EQ(checksum(samples), checksum(std::vector<float>(samples)));
  EXPECT_NE(checksum(samples, 1), checksum(samples, 2));
}

}  // namespace
}  // namespace chronus::engine
