// SPDX-License-Identifier: MIT
// The rhythms of G. Toussaint, "The Euclidean Algorithm Generates Traditional Musical Rhythms"
// (BRIDGES 2005), as he writes them, and from the onsets he starts them on.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "sequencer/euclid.hpp"

namespace chronus::sequencer {
namespace {

struct Rhythm {
  int pulses;
  int steps;
  std::string_view pattern;
};

constexpr Rhythm kTable[] = {
    {1, 2, "x."},
    {1, 3, "x.."},
    {1, 4, "x..."},
    {4, 12, "x..x..x..x.."},
    {2, 3, "x.x"},
    {2, 5, "x.x.."},
    {3, 4, "x.xx"},
    {3, 5, "x.x.x"},
    {3, 7, "x.x.x.."},
    {3, 8, "x..x..x."},
    {4, 7, "x.x.x.x"},
    {4, 9, "x.x.x.x.."},
    {4, 11, "x..x..x..x."},
    {5, 6, "x.xxxx"},
    {5, 7, "x.xx.xx"},
    {5, 8, "x.xx.xx."},
    {5, 9, "x.x.x.x.x"},
    {5, 11, "x.x.x.x.x.."},
    {5, 12, "x..x.x..x.x."},
    {5, 16, "x..x..x..x..x..."},
    {7, 8, "x.xxxxxx"},
    {7, 12, "x.xx.x.xx.x."},
    {7, 16, "x..x.x.x..x.x.x."},
    {9, 16, "x.xx.x.x.xx.x.x."},
    {11, 24, "x..x.x.x.x.x..x.x.x.x.x."},
    {13, 24, "x.xx.x.x.x.x.xx.x.x.x.x."},
    {15, 34, "x..x.x.x.x..x.x.x.x..x.x.x.x..x.x."},
};

TEST(ToussaintsTable, EveryRhythmIsAsHeWritesIt) {
  for (const Rhythm& rhythm : kTable) {
    EXPECT_EQ(pattern_text(euclid(rhythm.pulses, rhythm.steps, 0)), rhythm.pattern)
        << rhythm.pulses << " in " << rhythm.steps;
  }
}

/// The pattern turned so that its onset `onset`, from 1, is first.
std::string from_onset(int pulses, int steps, int onset) {
  const Pattern plain = euclid(pulses, steps, 0);
  int at = -1;
  for (int left = onset; left > 0; --left) {
    do {
      ++at;
    } while (!is_hit(plain[static_cast<std::size_t>(at)]));
  }
  return pattern_text(euclid(pulses, steps, -at));
}

TEST(ToussaintsTable, RotationStartsThemOnTheOnsetsHeNames) {
  EXPECT_EQ(from_onset(2, 5, 2), "x..x.") << "Take Five";
  EXPECT_EQ(from_onset(3, 5, 2), "x.xx.") << "Khafif-e-ramal";
  EXPECT_EQ(from_onset(5, 6, 2), "xxxxx.") << "York-Samai";
  EXPECT_EQ(from_onset(5, 9, 2), "x.x.x.xx.") << "Agsag-Samai";
  EXPECT_EQ(from_onset(5, 16, 3), "x..x..x...x..x..") << "bossa nova";
  EXPECT_EQ(from_onset(7, 8, 2), "xxxxxxx.") << "Tuareg bendir";
  EXPECT_EQ(from_onset(7, 16, 7), "x.x..x.x.x..x.x.") << "Macedonia";
  EXPECT_EQ(from_onset(9, 16, 4), "x.x.xx.x.x.x.xx.") << "samba cow bell";
  EXPECT_EQ(from_onset(11, 24, 7), "x.x.x.x.x.x..x.x.x.x.x..") << "Aka";
  EXPECT_EQ(from_onset(13, 24, 4), "x.x.x.x.xx.x.x.x.x.x.xx.") << "upper Sangha";
}

}  // namespace
}  // namespace chronus::sequencer
