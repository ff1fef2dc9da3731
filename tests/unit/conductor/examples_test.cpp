// SPDX-License-Identifier: MIT
// Every score that ships renders without a failing line, and is heard all the way.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "offline/offline_renderer.hpp"

namespace chronus::offline {
namespace {

constexpr StreamFormat kFormat{48'000, 128, 2};

class Examples : public ::testing::TestWithParam<std::string> {};

TEST_P(Examples, RendersWithoutAFailingLineAndIsHeardInEverySecond) {
  auto score = score::load(std::string(CHRONUS_EXAMPLES) + "/" + GetParam(), kFormat.rate);
  ASSERT_TRUE(score) << score.reason();
  const Frame length = length_of(*score, kFormat.rate);
  std::vector<float> samples(static_cast<std::size_t>(length) * 2);
  OfflineRenderer renderer(kFormat, std::move(*score),
                           [](const std::string& problem) { ADD_FAILURE() << problem; });
  renderer.render(samples.data(), length);
  EXPECT_EQ(renderer.failures(), 0U);
  EXPECT_GE(length, 8 * kFormat.rate);
  const std::size_t second = 2 * static_cast<std::size_t>(kFormat.rate);
  for (std::size_t from = 0; from + second <= samples.size(); from += second) {
    float peak = 0.0F;
    for (std::size_t i = from; i < from + second; ++i) {
      ASSERT_TRUE(std::isfinite(samples[i]));
      peak = std::max(peak, std::abs(samples[i]));
    }
    EXPECT_GT(peak, 0.02F) << "silent in second " << from / second;
    EXPECT_LE(peak, 1.0F) << "clips in second " << from / second;
  }
}

std::vector<std::string> all_examples() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(CHRONUS_EXAMPLES)) {
    if (entry.path().extension() == ".score") names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Scores, Examples, ::testing::ValuesIn(all_examples()),
                         [](const auto& named) {
                           return named.param.substr(0, named.param.find('.'));
                         });

TEST(ExampleList, HasTheTenGroovesThatPatternsTeaches) {
  const auto names = all_examples();
  for (const char* name : {"four_on_the_floor", "two_step", "amen", "son_clave", "bossa", "dembow",
                           "footwork", "seven_eight", "polymeter", "acid"}) {
    EXPECT_NE(std::find(names.begin(), names.end(), std::string(name) + ".score"), names.end())
        << name;
  }
}

}  // namespace
}  // namespace chronus::offline
