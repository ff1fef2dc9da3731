// SPDX-License-Identifier: MIT
// Every score that ships renders without a failing line, is heard all the way, rings out, and is
// about as loud as the others: whoever plays one after another leaves the volume alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "offline/offline_renderer.hpp"
#include "tests/support/built_in_modules.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::offline {
namespace {

constexpr StreamFormat kFormat{48'000, 128, 2};
/// At the end of a score, after the sequencers have stopped.
constexpr Frame kTail = 2 * kFormat.rate;
/// The demo's sequencers play on when its score has ended.
constexpr std::string_view kDemo = "demo.score";

double decibels(double value) { return 20.0 * std::log10(value); }

float peak_of(std::span<const float> samples) {
  float peak = 0.0F;
  for (const float sample : samples) peak = std::max(peak, std::abs(sample));
  return peak;
}

class Examples : public ::testing::TestWithParam<std::string> {};

TEST_P(Examples, RendersWithoutAFailingLineIsHeardInEverySecondAndRingsOut) {
  auto score = test::load_score(std::string(CHRONUS_EXAMPLES) + "/" + GetParam(), kFormat.rate);
  ASSERT_TRUE(score) << score.reason();
  const Frame length = score::length_of(*score, kFormat.rate);
  std::vector<float> samples(static_cast<std::size_t>(length) * 2);
  OfflineRenderer renderer(kFormat, test::built_in_modules(), test::standard_vocabulary(),
                           std::move(*score),
                           [](const std::string& problem) { ADD_FAILURE() << problem; });
  renderer.render(samples.data(), length);
  EXPECT_EQ(renderer.failures(), 0U);
  EXPECT_GE(length, 8 * kFormat.rate);
  const std::span<const float> all = samples;
  ASSERT_TRUE(std::all_of(all.begin(), all.end(), [](float s) { return std::isfinite(s); }));
  const std::size_t second = 2 * static_cast<std::size_t>(kFormat.rate);
  const auto music = all.first(2 * static_cast<std::size_t>(length - kTail));
  for (std::size_t from = 0; from + second <= music.size(); from += second) {
    EXPECT_GT(peak_of(music.subspan(from, second)), 0.02F) << "silent in second " << from / second;
  }
  if (GetParam() != kDemo) {
    EXPECT_LT(decibels(peak_of(all.last(second / 20))), -60.0) << "cut off while it sounds";
  }
  EXPECT_LT(decibels(peak_of(all)), -3.0);
  EXPECT_GT(decibels(peak_of(all)), -6.5);
  const double square = std::inner_product(all.begin(), all.end(), all.begin(), 0.0);
  const double rms = decibels(std::sqrt(square / static_cast<double>(all.size())));
  EXPECT_GT(rms, -24.0);
  EXPECT_LT(rms, -18.5);
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

TEST(ExampleList, HasTheGroovesThatPatternsTeaches) {
  const auto names = all_examples();
  for (const char* name : {"four_on_the_floor", "two_step", "amen", "son_clave", "bossa", "dembow",
                           "footwork", "seven_eight", "polymeter", "acid", "chords"}) {
    EXPECT_NE(std::find(names.begin(), names.end(), std::string(name) + ".score"), names.end())
        << name;
  }
}

}  // namespace
}  // namespace chronus::offline
