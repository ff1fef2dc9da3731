// SPDX-License-Identifier: MIT
#include "failover/heard.hpp"

#include <gtest/gtest.h>

namespace chronus::failover {
namespace {

TEST(Heard, DeviceThatAsksAndGetsNothingMissesMusic) {
  Heard heard;
  for (int i = 1; i <= 10; ++i) heard.look(i * 100, i, 0);
  EXPECT_EQ(heard.silent_ns(), 1'000);
  heard.look(1'100, 11, 128);
  EXPECT_EQ(heard.silent_ns(), 0);
}

TEST(Heard, DeviceThatDoesNotAskMissesNothing) {
  Heard heard;
  heard.look(100, 1, 128);
  for (int i = 2; i <= 1'000; ++i) heard.look(i * 100, 1, 128);
  EXPECT_EQ(heard.silent_ns(), 0);
}

TEST(Idling, PassesWithoutABlockCountWhileOneMayBeRendered) {
  Idling idling;
  idling.look(1, 0, true);
  for (std::uint64_t beat = 2; beat <= 10; ++beat) idling.look(beat, 0, true);
  EXPECT_EQ(idling.passes(), 9U);
  idling.look(11, 128, true);
  EXPECT_EQ(idling.passes(), 0U);
}

TEST(Idling, WhoMayNotRenderOrMakesNoPassIdlesNot) {
  Idling idling;
  for (std::uint64_t beat = 1; beat <= 100; ++beat) idling.look(beat, 0, false);
  EXPECT_EQ(idling.passes(), 0U);
  for (int i = 0; i < 100; ++i) idling.look(100, 0, true);
  EXPECT_EQ(idling.passes(), 0U);
}

TEST(Idling, PassesUpToTheLeaveToRenderDoNotCount) {
  Idling idling;
  idling.look(1, 0, false);
  idling.look(1'000, 0, true);
  EXPECT_EQ(idling.passes(), 0U);
  idling.look(1'003, 0, true);
  EXPECT_EQ(idling.passes(), 3U);
}

}  // namespace
}  // namespace chronus::failover
