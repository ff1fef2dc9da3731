// SPDX-License-Identifier: MIT
// Every patch that ships says how it is played, and played so it is heard on both sides, about as
// loud as the others, never near full scale, and falls silent when it is let go.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <map>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/standard_vocabulary.hpp"
#include "tests/unit/offline/heard.hpp"

namespace chronus::offline {
namespace {

/// What is played lies in the first seconds; the rest is what it leaves.
constexpr double kPlayed_s = 8.0, kRings_s = 16.0;

const std::string kFolder = std::string(CHRONUS_EXAMPLES) + "/patches";

struct Module {
  std::string type;
  int voices = 1;
};

struct Patch {
  std::string text;
  std::vector<std::string> lines;
  std::map<std::string, Module> modules;
  std::string how;  ///< the line of the comment that says how it is played

  /// The words of `/note/NAME note velocity seconds`, or of `/gate/NAME 1 velocity`.
  std::vector<std::string> example() const {
    const auto words = words_of(how.substr(how.find('/')));
    return {words.begin(), words.begin() + std::min<std::ptrdiff_t>(4, std::ssize(words))};
  }
  bool is_kit() const { return example()[0].starts_with("/gate/"); }
  std::string played() const { return example()[0].substr(6); }
};

Patch read(const std::string& name) {
  Patch patch;
  std::ifstream file(kFolder + "/" + name);
  for (std::string line; std::getline(file, line);) {
    patch.text += line + "\n";
    patch.lines.push_back(line);
    const auto words = words_of(line);
    if (words.size() < 4 || words[1] != "/patch/create") continue;
    patch.modules[words[2]] = {words[3], words.size() > 4 ? std::stoi(words[4]) : 1};
  }
  patch.how = patch.lines.at(1);
  return patch;
}

std::string note(double at_s, const std::string& module, const std::string& pitch,
                 const std::string& velocity, double seconds) {
  std::ostringstream line;
  line << at_s << " /note/" << module << ' ' << pitch << ' ' << velocity << ' ' << seconds << '\n';
  return line.str();
}

/// Four chords of three notes at velocity 0.7.
std::string chords(const std::string& module) {
  static const char* const kChords[][3] = {
      {"c4", "e4", "g4"}, {"a3", "c4", "e4"}, {"a3", "c4", "f4"}, {"b3", "d4", "g4"}};
  std::string lines;
  for (int n = 0; n < 4; ++n) {
    for (const char* pitch : kChords[n]) lines += note(2.0 * n, module, pitch, "0.7", 1.9);
  }
  return lines;
}

/// A note a beat, as the comment gives it.
std::string line(const Patch& patch) {
  std::string lines;
  for (int n = 0; n < 16; ++n) {
    lines += note(0.5 * n, patch.played(), patch.example()[1], "0.7", 0.45);
  }
  return lines;
}

/// Every piece of the kit in turn, four of them a second.
std::string strokes(const Patch& patch, const std::string& velocity) {
  static const std::set<std::string> kDrums{"kick", "snare", "clap", "hat", "tom", "cymbal"};
  std::vector<std::string> pieces;
  for (const auto& [id, module] : patch.modules) {
    if (kDrums.contains(module.type)) pieces.push_back(id);
  }
  std::ostringstream lines;
  for (std::size_t n = 0; n < 32; ++n) {
    lines << 0.25 * static_cast<double>(n) << " /gate/" << pieces[n % pieces.size()] << " 1 "
          << velocity << '\n';
  }
  return lines.str();
}

std::string as_meant(const Patch& patch) {
  if (patch.is_kit()) return strokes(patch, "0.7");
  const Module& module = patch.modules.at(patch.played());
  return module.voices >= 3 ? chords(patch.played()) : line(patch);
}

/// All that it has at once, as hard as it goes.
std::string at_its_hardest(const Patch& patch) {
  if (patch.is_kit()) return strokes(patch, "1.0");
  const int voices = patch.modules.at(patch.played()).voices;
  std::string lines;
  for (int n = 0; n < voices; ++n) {
    const int pitch = voices == 1 ? 45 : 48 + 36 * n / voices;
    lines += note(0.0, patch.played(), std::to_string(pitch), "1.0", 4.0);
  }
  return lines;
}

Heard play(const Patch& patch, const std::string& lines, double seconds) {
  auto score =
      test::parse_score(patch.text + lines + std::to_string(seconds) + " /quit\n", kFormat.rate);
  EXPECT_TRUE(score) << score.reason();
  return score ? render(std::move(*score)) : Heard{};
}

class ShippedPatches : public ::testing::TestWithParam<std::string> {};

TEST_P(ShippedPatches, SayWhatTheyAreAndHowTheyArePlayed) {
  const Patch patch = read(GetParam());
  EXPECT_TRUE(patch.lines[0].starts_with("# ")) << patch.lines[0];
  ASSERT_TRUE(patch.how.starts_with("# Play it: /")) << patch.how;
  EXPECT_TRUE(patch.modules.contains(patch.played())) << patch.played();
  if (!patch.is_kit()) {
    EXPECT_EQ(patch.played(), without_ending(GetParam())) << "played by its own name";
  }
}

TEST_P(ShippedPatches, AreABeginningThatNeedsNothingBefore) {
  const Patch patch = read(GetParam());
  std::vector<std::string> commands;
  for (const std::string& text : patch.lines) {
    if (!text.starts_with('#')) commands.push_back(text);
  }
  EXPECT_EQ(commands.front(), "0 /patch/new");
  EXPECT_EQ(std::count(commands.begin(), commands.end(), "0 /patch/commit"), 1);
  for (const std::string& command : commands) {
    EXPECT_TRUE(command.starts_with("0 /patch/") || command.starts_with("0 /mod/")) << command;
  }
}

TEST_P(ShippedPatches, SoundAsLoudAsEachOtherAndFallSilent) {
  const Patch patch = read(GetParam());
  const Heard heard = play(patch, as_meant(patch), kPlayed_s + kRings_s);
  ASSERT_THAT(heard.wrong, ::testing::IsEmpty());
  const auto played = heard.stretch(0.0, kPlayed_s);
  EXPECT_NEAR(measure(played).lufs, -18.0F, 1.5F);
  EXPECT_LT(decibels(peak_of(heard.samples)), -3.0);
  for (const int channel : {0, 1}) {
    EXPECT_GT(decibels(rms_of(played, channel)), -30.0) << "channel " << channel;
  }
  for (int second = 0; second < static_cast<int>(kPlayed_s); ++second) {
    EXPECT_GT(peak_of(heard.stretch(second, 1.0)), 0.02F) << "silent in second " << second;
  }
  EXPECT_LT(decibels(peak_of(heard.last(0.5))), -60.0) << "it hangs";
}

TEST_P(ShippedPatches, StayBelowFullScaleAtTheirHardest) {
  const Patch patch = read(GetParam());
  const Heard heard = play(patch, at_its_hardest(patch), kPlayed_s);
  ASSERT_THAT(heard.wrong, ::testing::IsEmpty());
  EXPECT_LT(decibels(peak_of(heard.samples)), -3.0);
}

/// Velocity is more than gain: of the same note, more of what is high.
TEST_P(ShippedPatches, AreBrighterTheHarderTheyArePlayed) {
  const Patch patch = read(GetParam());
  if (GetParam() == "organ.score") GTEST_SKIP() << "an organ's keys know no velocity";
  const auto brightness = [&](const char* velocity) {
    const std::string lines = patch.is_kit()
                                  ? strokes(patch, velocity)
                                  : note(0.0, patch.played(), patch.example()[1], velocity, 0.9);
    const Heard heard = play(patch, lines, 1.0);
    const std::span<const float> part = heard.samples;
    double steps = 0.0, all = 0.0;
    for (std::size_t i = 2; i < part.size(); ++i) {
      const double step = static_cast<double>(part[i]) - part[i - 2];
      steps += step * step;
      all += static_cast<double>(part[i]) * part[i];
    }
    return std::sqrt(steps / all);
  };
  EXPECT_GT(brightness("1.0"), 1.1 * brightness("0.3"));
}

/// The synths of live coders have a test of their own.
std::vector<std::string> all_patches() {
  auto files = scores_in(kFolder);
  std::erase_if(files, [](const std::string& file) { return file.starts_with("super"); });
  return files;
}

INSTANTIATE_TEST_SUITE_P(Patches, ShippedPatches, ::testing::ValuesIn(all_patches()),
                         [](const auto& named) { return without_ending(named.param); });

TEST(PatchList, HasTheTwelveThatTheReadmeNames) {
  EXPECT_THAT(all_patches(), ::testing::IsSupersetOf(
                                 {"acid.score", "bass.score", "bells.score", "brass.score",
                                  "choir.score", "drums.score", "keys.score", "lead.score",
                                  "organ.score", "pad.score", "plucks.score", "strings.score"}));
}

}  // namespace
}  // namespace chronus::offline
