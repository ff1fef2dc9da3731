// SPDX-License-Identifier: MIT
#include "failover/standstill.hpp"

#include <gtest/gtest.h>

namespace chronus::failover {
namespace {

TEST(Standstill, WhoBeatsDoesNotStandStill) {
  Standstill standstill;
  for (std::uint64_t beat = 1; beat < 1'000; ++beat) EXPECT_EQ(standstill.look(beat, beat), 0U);
}

TEST(Standstill, RoundsOfTheSpareAreCountedSinceTheLastBeat) {
  Standstill standstill;
  standstill.look(7, 100);
  EXPECT_EQ(standstill.look(7, 101), 1U);
  EXPECT_EQ(standstill.look(7, 150), 50U);
  EXPECT_EQ(standstill.look(8, 151), 0U);
  EXPECT_EQ(standstill.look(8, 152), 1U);
}

TEST(Standstill, StallOfTheMachineIsNone) {
  Standstill standstill;
  for (int i = 0; i < 1'000; ++i) EXPECT_EQ(standstill.look(7, 100), 0U);
}

TEST(Standstill, NewSpareBeginsAnew) {
  Standstill standstill;
  standstill.look(7, 100);
  EXPECT_EQ(standstill.look(7, 150), 50U);
  EXPECT_EQ(standstill.look(7, 3), 0U);
  EXPECT_EQ(standstill.look(7, 5), 2U);
}

TEST(Standstill, OnceSeenToItIsCountedAnew) {
  Standstill standstill;
  standstill.look(7, 100);
  standstill.look(7, 150);
  standstill.forget();
  EXPECT_EQ(standstill.look(7, 160), 0U);
  EXPECT_EQ(standstill.look(7, 161), 1U);
}

}  // namespace
}  // namespace chronus::failover
