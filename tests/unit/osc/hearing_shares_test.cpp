// SPDX-License-Identifier: MIT
#include "osc/hearing_shares.hpp"

#include <gtest/gtest.h>

namespace chronus::osc {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr double kSomeWait = 0.1;
constexpr double kManyWait = 0.5;

/// From one time to another the lane takes so much of each millisecond.
void take(HearingShares& shares, LaneIndex lane, std::int64_t from_ms, std::int64_t to_ms,
          std::int64_t part_ns) {
  for (std::int64_t ms = from_ms; ms < to_ms; ++ms) shares.charge(lane, part_ns, ms * kMillisecond);
}

TEST(HearingShares, ABurstIsHeardWhole) {
  HearingShares shares;
  take(shares, 1, 0, 8, kMillisecond);
  EXPECT_FALSE(shares.is_too_much(1, kManyWait, 8 * kMillisecond));
}

TEST(HearingShares, OneThatTakesMoreThanAQuarterOfTheTimeHasTooMuchUntilItHasBeenQuiet) {
  HearingShares shares;
  take(shares, 1, 0, 200, kMillisecond * 4 / 10);
  EXPECT_TRUE(shares.is_too_much(1, kManyWait, 200 * kMillisecond));
  EXPECT_FALSE(shares.is_too_much(2, kManyWait, 200 * kMillisecond)) << "another has not";
  EXPECT_FALSE(shares.is_too_much(1, 0.0, 200 * kMillisecond)) << "nor where nothing waits";
  EXPECT_FALSE(shares.is_too_much(1, kManyWait, 300 * kMillisecond));
}

TEST(HearingShares, APacketThatTookForEverIsForgotten) {
  HearingShares shares;
  shares.charge(1, 5'000 * kMillisecond, 5'000 * kMillisecond);
  EXPECT_TRUE(shares.is_too_much(1, kManyWait, 5'000 * kMillisecond));
  EXPECT_FALSE(shares.is_too_much(1, kManyWait, 5'200 * kMillisecond));
}

TEST(HearingShares, AQuarterOfTheTimeIsHeardForEver) {
  HearingShares shares;
  take(shares, 1, 0, 10'000, kMillisecond / 4);
  EXPECT_FALSE(shares.is_too_much(1, kManyWait, 10'000 * kMillisecond));
}

TEST(HearingShares, OneThatIsAloneMayFillAPartOfTheBuffer) {
  HearingShares shares;
  EXPECT_FALSE(shares.is_too_much(1, 0.0, 0));
  take(shares, 1, 0, 2'000, kMillisecond * 9 / 10);
  EXPECT_FALSE(shares.is_too_much(1, kSomeWait, 2'000 * kMillisecond));
  EXPECT_TRUE(shares.is_too_much(1, kManyWait, 2'000 * kMillisecond));
  EXPECT_FALSE(shares.is_too_much(2, kSomeWait, 2'000 * kMillisecond)) << "another comes";
  EXPECT_TRUE(shares.is_too_much(1, kSomeWait, 2'000 * kMillisecond));
}

TEST(HearingShares, SeveralGreedyOnesShareTheHalf) {
  HearingShares shares;
  for (std::int64_t ms = 0; ms < 1'000; ++ms) {
    for (LaneIndex lane = 1; lane <= 5; ++lane)
      shares.charge(lane, kMillisecond / 5, ms * kMillisecond);
    shares.charge(6, kMillisecond / 50, ms * kMillisecond);
  }
  for (LaneIndex lane = 1; lane <= 5; ++lane) {
    EXPECT_TRUE(shares.is_too_much(lane, kSomeWait, 1'000 * kMillisecond))
        << "a fifth of five tenths";
  }
  EXPECT_FALSE(shares.is_too_much(6, kSomeWait, 1'000 * kMillisecond));
  EXPECT_FALSE(shares.is_too_much(7, kSomeWait, 1'000 * kMillisecond)) << "nor one that comes new";
}

}  // namespace
}  // namespace chronus::osc
