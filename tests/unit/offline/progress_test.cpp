// SPDX-License-Identifier: MIT
#include "offline/progress.hpp"

#include <gtest/gtest.h>

namespace chronus::offline {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr int kRate = 48'000;
constexpr Frame kThreeMinutes = 180 * kRate;

TEST(ProgressLine, SaysHowFarHowFastAndHowLong) {
  ProgressLine progress(kThreeMinutes, kRate, 5 * kSecond);
  EXPECT_EQ(progress.line(60 * kRate, 6 * kSecond), "1:00 of 3:00, 33 %, 60 x real time, 2 s left");
}

TEST(ProgressLine, GoesByTheSpeedSoFar) {
  ProgressLine progress(kThreeMinutes, kRate, 0);
  EXPECT_EQ(progress.line(6 * kRate, 4 * kSecond),
            "0:06 of 3:00, 3 %, 1.5 x real time, 2 min left");
  EXPECT_EQ(progress.line(90 * kRate, 8 * kSecond), "1:30 of 3:00, 50 %, 11 x real time, 8 s left");
}

TEST(ProgressLine, IsSaidTenTimesASecondAtMost) {
  ProgressLine progress(kThreeMinutes, kRate, 0);
  EXPECT_FALSE(progress.line(kRate, kSecond / 20));
  EXPECT_TRUE(progress.line(kRate, kSecond / 10));
  EXPECT_FALSE(progress.line(2 * kRate, kSecond / 10 + kSecond / 20));
  EXPECT_TRUE(progress.line(2 * kRate, kSecond / 5));
}

TEST(ProgressLine, HasNothingToSayOfNothing) {
  ProgressLine progress(kThreeMinutes, kRate, 0);
  EXPECT_FALSE(progress.line(0, kSecond));
}

TEST(ProgressLine, CountsHours) {
  ProgressLine progress(7'200 * Frame{kRate}, kRate, 0);
  EXPECT_EQ(progress.line(3'661 * Frame{kRate}, 10 * kSecond),
            "1:01:01 of 2:00:00, 50 %, 366 x real time, 10 s left");
}

}  // namespace
}  // namespace chronus::offline
