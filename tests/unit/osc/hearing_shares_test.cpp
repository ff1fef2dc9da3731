// SPDX-License-Identifier: MIT
#include "osc/hearing_shares.hpp"

#include <gtest/gtest.h>

namespace chronus::osc {
namespace {

constexpr std::int64_t kMs = 1'000'000;

TEST(HearingShares, OneThatTakesMoreThanHalfOfTheTimeIsOverTillTheNextPage) {
  HearingShares shares;
  shares.charge(1, 5 * kMs, 0);
  EXPECT_FALSE(shares.is_over(1, 5 * kMs));
  shares.charge(1, kMs, 5 * kMs);
  EXPECT_TRUE(shares.is_over(1, 6 * kMs));
  EXPECT_FALSE(shares.is_over(2, 6 * kMs)) << "another is not";
  EXPECT_FALSE(shares.is_over(1, 10 * kMs));
}

TEST(HearingShares, SeveralGreedyOnesShareTheHalf) {
  HearingShares shares;
  for (LaneIndex lane = 1; lane <= 5; ++lane) shares.charge(lane, kMs, 0);
  shares.charge(6, kMs / 10, 0);
  shares.charge(1, 2 * kMs, 10 * kMs);
  shares.charge(6, kMs / 10, 10 * kMs);
  EXPECT_TRUE(shares.is_over(1, 12 * kMs)) << "a fifth of five milliseconds";
  EXPECT_FALSE(shares.is_over(6, 12 * kMs));
  EXPECT_FALSE(shares.is_over(7, 12 * kMs)) << "nor one that comes new";
}

}  // namespace
}  // namespace chronus::osc
