// SPDX-License-Identifier: MIT
#include "failover/restore_ladder.hpp"

#include <gtest/gtest.h>

namespace chronus::failover {
namespace {

constexpr int kRate = 48'000;

TEST(RestoreLadder, FirstLossIsAnsweredByAReplay) {
  RestoreLadder ladder(kRate);
  EXPECT_EQ(ladder.next(0), Rung::kReplay);
}

TEST(RestoreLadder, LossesInARowGiveUpMoreAndMore) {
  RestoreLadder ladder(kRate);
  EXPECT_EQ(ladder.next(1'000), Rung::kReplay);
  EXPECT_EQ(ladder.next(1'000), Rung::kWithoutClients);
  EXPECT_EQ(ladder.next(2'000), Rung::kOlderWithoutClients);
  EXPECT_EQ(ladder.next(3'000), Rung::kFresh);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ladder.next(4'000), Rung::kDefaults);
}

TEST(RestoreLadder, ReplayThatWouldOnlyFailAgainIsPassedOver) {
  RestoreLadder ladder(kRate);
  EXPECT_EQ(ladder.next(1'000, true), Rung::kWithoutClients);
  EXPECT_EQ(ladder.next(1'000, true), Rung::kOlderWithoutClients);
}

TEST(RestoreLadder, MusicThatHasGoneOnForAWhileBeginsAtTheBottom) {
  RestoreLadder ladder(kRate);
  ladder.next(0);
  ladder.next(5 * kRate);
  EXPECT_EQ(ladder.next(11 * kRate), Rung::kReplay);
}

}  // namespace
}  // namespace chronus::failover
