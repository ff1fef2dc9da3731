// SPDX-License-Identifier: MIT
#include "conductor/wall_clock.hpp"

#include <gtest/gtest.h>

#include <random>

namespace chronus::conductor {
namespace {

constexpr std::int64_t kStart_ns = 1'800'000'000'000'000'000;
constexpr int kRate = 48'000;

/// The moment at which a perfect clock plays `frame`.
std::int64_t when_ns(Frame frame) { return kStart_ns + frame * 1'000'000'000 / kRate; }

TEST(WallClock, TagsOneSecondApartLieRateFramesApart) {
  WallClock clock(kRate);
  std::mt19937 random(1);
  Frame frame = 0;
  for (int i = 0; i < 5'000; ++i, frame += 128) {
    // Callbacks come late by up to a millisecond and a half.
    clock.observe(frame, when_ns(frame) + static_cast<std::int64_t>(random() % 1'500'000));
    const Frame here = clock.frame_at(time_tag_of(when_ns(frame)));
    EXPECT_EQ(clock.frame_at(time_tag_of(when_ns(frame) + 1'000'000'000)), here + kRate);
    EXPECT_NEAR(static_cast<double>(here), static_cast<double>(frame), 72.0);
  }
}

TEST(WallClock, HoldsStillUnderJitter) {
  WallClock clock(kRate);
  clock.observe(0, when_ns(0));
  const auto tag = time_tag_of(when_ns(4'800'000));
  const Frame expected = clock.frame_at(tag);
  std::mt19937 random(2);
  for (Frame frame = 128; frame < 1'000'000; frame += 128) {
    clock.observe(frame, when_ns(frame) + static_cast<std::int64_t>(random() % 15'000'000));
    ASSERT_EQ(clock.frame_at(tag), expected);
  }
}

TEST(WallClock, FollowsADeviceThatDriftsAway) {
  WallClock clock(kRate);
  // A device that is fast by a thousandth: after a minute it is 60 ms ahead.
  for (Frame frame = 0; frame < 60 * kRate; frame += 128) {
    const std::int64_t ns =
        kStart_ns + static_cast<std::int64_t>(static_cast<double>(frame) / 48'048.0 * 1e9);
    clock.observe(frame, ns);
    const Frame seen = clock.frame_at(time_tag_of(ns));
    ASSERT_NEAR(static_cast<double>(seen), static_cast<double>(frame), 48.0 * 4.0) << frame;
  }
}

TEST(WallClock, GoesOnAfterAStoppedClock) {
  WallClock clock(kRate);
  for (Frame frame = 0; frame < 48'000; frame += 128) clock.observe(frame, when_ns(frame));
  // One second without a callback, as when a device is lost.
  std::int64_t later_ns = 0;
  for (Frame frame = 48'000; frame < 144'000; frame += 128) {
    later_ns += clock.observe(frame, when_ns(frame) + 1'000'000'000);
  }
  EXPECT_NEAR(static_cast<double>(later_ns), 1e9, 1e3) << "told once";
  EXPECT_EQ(clock.frame_at(time_tag_of(when_ns(144'000) + 1'000'000'000)), 144'000);
}

/// A clock that has just played frame 0 at that moment.
WallClock clock_at(std::int64_t unix_ns) {
  WallClock clock(kRate);
  clock.observe(0, unix_ns);
  return clock;
}

TEST(WallClock, AFrameIsHandedOutWhenItsTagSays) {
  EXPECT_FALSE(WallClock(kRate).is_known());
  const auto clock = clock_at(kStart_ns);
  ASSERT_TRUE(clock.is_known());
  for (const Frame frame : {Frame{0}, Frame{1}, Frame{12'345}, Frame{kRate} * 86'400 + 7}) {
    const std::int64_t unix_ns = clock.unix_ns_at(frame);
    EXPECT_EQ(clock.frame_at(time_tag_of(unix_ns)), frame);
    EXPECT_NEAR(static_cast<double>(unix_ns - kStart_ns), static_cast<double>(frame) * 1e9 / kRate,
                1.0);
  }
}

constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::int64_t kNextEra_ns = 2'085'978'496 * kSecond_ns;  // 7 February 2036, 06:28:16 UTC

TEST(WallClock, TagsGoOnOverTheEndOfAnEra) {
  for (const std::int64_t before_s : {1, 30}) {
    const auto clock = clock_at(kNextEra_ns - before_s * kSecond_ns);
    const auto tag = time_tag_of(kNextEra_ns + kSecond_ns / 2);
    EXPECT_EQ(tag.ntp, std::uint64_t{1} << 31U) << "the seconds begin anew";
    EXPECT_EQ(clock.frame_at(tag), before_s * kRate + kRate / 2);
  }
}

TEST(WallClock, InTheNextEraTagsOfBeforeAreLateAndOthersAreNot) {
  const auto clock = clock_at(kNextEra_ns + 10 * kSecond_ns);
  EXPECT_EQ(clock.frame_at(time_tag_of(kNextEra_ns - kSecond_ns)), -11 * kRate);
  EXPECT_EQ(clock.frame_at(time_tag_of(kNextEra_ns + 12 * kSecond_ns)), 2 * kRate);
  const std::int64_t year_2100_ns = 4'102'444'800 * kSecond_ns;
  EXPECT_EQ(clock_at(year_2100_ns).frame_at(time_tag_of(year_2100_ns + kSecond_ns)), kRate);
}

TEST(WallClock, ATagThatCountsFromUnixsZeroIsSeventyYearsLate) {
  const auto clock = clock_at(kStart_ns);
  const osc::TimeTag unix_time{static_cast<std::uint64_t>(kStart_ns / kSecond_ns) << 32U};
  EXPECT_EQ(clock.frame_at(unix_time), -Frame{2'208'988'800} * kRate);
}

}  // namespace
}  // namespace chronus::conductor
