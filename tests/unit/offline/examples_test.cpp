// SPDX-License-Identifier: MIT
// Every score that ships renders without a failing line, is heard all the way, rings out, and is
// about as loud as the others: whoever plays one after another leaves the volume alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/standard_vocabulary.hpp"
#include "tests/unit/offline/heard.hpp"

namespace chronus::offline {
namespace {

/// At the end of a score, after the sequencers have stopped.
constexpr int kTail_s = 2;

score::Score example(const std::string& name) {
  auto score = test::load_score(std::string(CHRONUS_EXAMPLES) + "/" + name, kFormat.rate);
  EXPECT_TRUE(score) << score.reason();
  return score ? std::move(*score) : score::Score{};
}

class Examples : public ::testing::TestWithParam<std::string> {};

TEST_P(Examples, RendersWithoutAFailingLineIsHeardInEverySecondAndRingsOut) {
  const Heard heard = render(example(GetParam()));
  EXPECT_THAT(heard.wrong, ::testing::IsEmpty());
  ASSERT_GE(heard.length(), 8 * kFormat.rate);
  const std::span<const float> all = heard.samples;
  ASSERT_TRUE(std::all_of(all.begin(), all.end(), [](float s) { return std::isfinite(s); }));
  for (int second = 0; (second + 1 + kTail_s) * kFormat.rate <= heard.length(); ++second) {
    EXPECT_GT(peak_of(heard.stretch(second, 1.0)), 0.02F) << "silent in second " << second;
  }
  EXPECT_LT(decibels(peak_of(heard.last(0.05))), -60.0) << "cut off while it sounds";
  EXPECT_LT(decibels(peak_of(all)), -3.0);
  EXPECT_GT(decibels(peak_of(all)), -6.5);
  const double rms = decibels(rms_of(all));
  EXPECT_GT(rms, -24.0);
  EXPECT_LT(rms, -18.5);
}

std::vector<std::string> all_examples() { return scores_in(CHRONUS_EXAMPLES); }

INSTANTIATE_TEST_SUITE_P(Scores, Examples, ::testing::ValuesIn(all_examples()),
                         [](const auto& named) { return without_ending(named.param); });

TEST(ExampleList, HasTheGroovesThatPatternsTeaches) {
  const auto names = all_examples();
  for (const char* name : {"four_on_the_floor", "two_step", "amen", "son_clave", "bossa", "dembow",
                           "footwork", "seven_eight", "polymeter", "acid", "chords"}) {
    EXPECT_NE(std::find(names.begin(), names.end(), std::string(name) + ".score"), names.end())
        << name;
  }
}

TEST(Demo, IsThreeMinutesAsLoudAsAStreamAndOnBothSides) {
  const Heard heard = render(example("demo.score"));
  EXPECT_GE(heard.length(), 175 * kFormat.rate);
  EXPECT_LE(heard.length(), 200 * kFormat.rate);
  const Measured measured = measure(heard.samples);
  EXPECT_NEAR(measured.lufs, -16.0F, 2.0F);
  EXPECT_LE(measured.true_peak_db, -1.0);
  for (const int channel : {0, 1}) {
    EXPECT_GT(decibels(rms_of(heard.samples, channel)), -24.0) << "channel " << channel;
  }
}

TEST(Demo, IsAsLargeAsASong) {
  std::set<std::string> sequencers;
  std::map<std::string, int> voices_of;
  for (const auto& event : example("demo.score").events) {
    const auto words = words_of(score::to_line(event.frame, event.message));
    if (words[1] == "/seq/create") sequencers.insert(words[2]);
    if (words[1] != "/patch/create") continue;
    voices_of[words[2]] = words.size() > 4 ? std::stoi(words[4]) : 0;
  }
  // A sequencer has the name of what it plays.
  int voices = 0;
  for (const std::string& id : sequencers) voices += voices_of.contains(id) ? voices_of[id] : 0;
  EXPECT_GE(sequencers.size(), 16U);
  EXPECT_GE(voices_of.size(), 40U);
  EXPECT_GE(voices, 64);
}

}  // namespace
}  // namespace chronus::offline
