// SPDX-License-Identifier: MIT
#include "apps/ctl/screen/grid.hpp"

#include <gtest/gtest.h>

namespace chronus::ctl {
namespace {

TEST(Grid, HoldsWhatIsPutAndCutsWhatIsBeyondItsEdges) {
  Grid grid(2, 5);
  EXPECT_EQ(grid.put(0, 3, "abc", Style::kBad), 6);
  EXPECT_EQ(grid.put(1, -1, "xyz"), 2);
  grid.put(2, 0, "below");
  grid.put(-1, 0, "above");
  EXPECT_EQ(grid.text(), "   ab\nyz\n");
  EXPECT_EQ(grid.at(0, 3), (Cell{U'a', Style::kBad}));
  EXPECT_EQ(grid.at(1, 4), Cell{});
}

TEST(Grid, AnEmptyOneTakesAnything) {
  Grid grid(0, -3);
  grid.put(0, 0, "x");
  EXPECT_EQ(grid.text(), "");
}

TEST(Grid, ACharacterIsACellWhateverItsBytes) {
  Grid grid(1, 8);
  EXPECT_EQ(grid.put(0, 0, "é€\xf0\x9f\x8e\xb5z"), 4);
  EXPECT_EQ(grid.text(0), "é€\xf0\x9f\x8e\xb5z");
  EXPECT_EQ(grid.at(0, 2).glyph, U'\x1f3b5');
}

TEST(Grid, WhatIsNoTextCannotStealACell) {
  Grid grid(1, 20);
  // A control character, a lone byte, a cut one, one that is too long, a surrogate.
  grid.put(0, 0, "\x1b|\xff|\xc3|\xe2\x82|\xc0\xaf|\xed\xa0\x80|\n|\x7f");
  EXPECT_EQ(grid.text(0), "?|?|?|?|??|?|?|?");
}

}  // namespace
}  // namespace chronus::ctl
