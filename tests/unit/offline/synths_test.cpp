// SPDX-License-Identifier: MIT
// The synths that live coders know by name (superpiano …): each is one instrument of sixteen voices
// that leaves by one module, sounds at its pitch, about as loud as the others, and ends by itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <fstream>
#include <map>
#include <numbers>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/standard_vocabulary.hpp"
#include "tests/unit/offline/heard.hpp"

namespace chronus::offline {
namespace {

const std::string kSynthFolder = std::string(CHRONUS_EXAMPLES) + "/patches";

/// What SuperDirt's users call for by these names; a name that is gone is a track that is silent.
const std::set<std::string> kSynthNames{"superpiano", "supersaw",     "supersquare",   "superpwm",
                                        "superchip",  "superhammond", "supermandolin", "supergong",
                                        "superfork",  "superhoover",  "superzow",      "superfm",
                                        "supernoise", "supervibe",    "superreese",    "superkick",
                                        "super808",   "superhat",     "supersnare",    "superclap"};
const std::set<std::string> kUnpitched{"supernoise", "superkick",  "super808",
                                       "superhat",   "supersnare", "superclap"};

std::vector<std::vector<std::string>> synth_lines(const std::string& name) {
  std::vector<std::vector<std::string>> lines;
  std::ifstream file(kSynthFolder + "/" + name + ".score");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with('#')) lines.push_back(words_of(line));
  }
  return lines;
}

constexpr double kSynthBegins_s = 0.1, kSynthHeld_s = 1.0, kSynthEnd_s = 5.0;

Heard play_synth(const std::string& name, int note) {
  std::ifstream file(kSynthFolder + "/" + name + ".score");
  std::stringstream text;
  text << file.rdbuf() << kSynthBegins_s << " /note/" << name << ' ' << note << " 1.0 "
       << kSynthHeld_s << '\n'
       << kSynthEnd_s << " /quit\n";
  auto score = test::parse_score(text.str(), kFormat.rate);
  EXPECT_TRUE(score) << score.reason();
  return score ? offline::render(std::move(*score)) : Heard{};
}

/// The left side's part at about that frequency, in the middle of the note.
double part_at(const Heard& heard, double hz) {
  const auto stretch = heard.stretch(kSynthBegins_s + 0.1, 0.7);
  const std::size_t frames = stretch.size() / 2;
  double most = 0.0;
  for (const double off : {0.99, 0.995, 1.0, 1.005, 1.01}) {
    std::complex<double> sum = 0.0;
    const double turn = -2.0 * std::numbers::pi * hz * off / kFormat.rate;
    for (std::size_t n = 0; n < frames; ++n) {
      const double window = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(n) /
                                                 static_cast<double>(frames));
      sum += window * static_cast<double>(stretch[2 * n]) *
             std::polar(1.0, turn * static_cast<double>(n));
    }
    most = std::max(most, std::abs(sum));
  }
  return most;
}
double harmonics_at(const Heard& heard, double hz) {
  return part_at(heard, hz) + part_at(heard, 2.0 * hz) + part_at(heard, 3.0 * hz);
}

class Synths : public ::testing::TestWithParam<std::string> {};

TEST_P(Synths, AreOneInstrumentOfSixteenVoicesThatLeavesByOneModule) {
  std::map<std::string, std::string> types;
  std::string first;
  int reach_output = 0;
  for (const auto& words : synth_lines(GetParam())) {
    if (words[1] == "/patch/create") {
      if (first.empty()) first = words[2];
      types[words[2]] = words[3];
      EXPECT_EQ(words.size() > 4 ? words[4] : "1", words[3] == "const" ? "1" : "16") << words[2];
      EXPECT_TRUE(words[2] == GetParam() || words[2].starts_with(GetParam() + "_")) << words[2];
    }
    if (words[1] == "/patch/connect" && words[3].starts_with("output")) ++reach_output;
  }
  EXPECT_EQ(first, GetParam()) << "played by its own name";
  EXPECT_EQ(reach_output, 1);
  EXPECT_LE(types.size(), 6U);
  // What rooms and limits belongs to the orbit.
  for (const auto& [id, type] : types) {
    EXPECT_THAT(type, ::testing::Not(::testing::AnyOf("reverb", "delay", "chorus", "phaser",
                                                      "flanger", "limiter", "compressor", "strip")))
        << id;
  }
}

TEST_P(Synths, SoundAtTheirPitchAndEndByThemselves) {
  for (const int note : {48, 60, 72}) {
    const Heard heard = play_synth(GetParam(), note);
    ASSERT_THAT(heard.wrong, ::testing::IsEmpty());
    const double peak = decibels(peak_of(heard.samples));
    EXPECT_NEAR(peak, -12.0, note == 60 ? 0.5 : 3.0) << note;
    EXPECT_EQ(peak_of(heard.stretch(0.0, kSynthBegins_s - 0.01)), 0.0F) << note;
    EXPECT_GT(decibels(rms_of(heard.stretch(kSynthBegins_s, 0.1))), -40.0) << note;
    EXPECT_TRUE(std::all_of(heard.samples.begin(), heard.samples.end(),
                            [](float x) { return std::isfinite(x); }));
    EXPECT_LT(decibels(peak_of(heard.last(1.0))), -60.0) << note << ": it hangs";
    if (kUnpitched.contains(GetParam())) continue;
    const double hz = 440.0 * std::exp2((note - 69) / 12.0), semitone = std::exp2(1.0 / 12.0);
    const double own = harmonics_at(heard, hz);
    EXPECT_GT(own, 1.3 * harmonics_at(heard, hz * semitone)) << note;
    EXPECT_GT(own, 1.3 * harmonics_at(heard, hz / semitone)) << note;
  }
}

INSTANTIATE_TEST_SUITE_P(Names, Synths, ::testing::ValuesIn(kSynthNames.begin(), kSynthNames.end()),
                         [](const auto& name) { return name.param; });

TEST(SynthList, IsWhatLiveCodersCallFor) {
  std::set<std::string> shipped;
  for (const std::string& file : scores_in(kSynthFolder)) {
    if (file.starts_with("super")) shipped.insert(without_ending(file));
  }
  EXPECT_EQ(shipped, kSynthNames);
}

}  // namespace
}  // namespace chronus::offline
