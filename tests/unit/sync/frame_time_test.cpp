// SPDX-License-Identifier: MIT
#include "sync/frame_time.hpp"

#include <gtest/gtest.h>

#include <random>

namespace chronus::sync {
namespace {

constexpr int kRate = 48'000;

TEST(FrameTime, BeforeACallbackNothingIsKnown) {
  const FrameTime time(kRate);
  EXPECT_FALSE(time.is_known());
  EXPECT_EQ(time.ns_at(1'000), 0);
  EXPECT_EQ(time.frame_at(1'000'000), 0);
}

TEST(FrameTime, LateCallbacksAreForgiven) {
  std::mt19937 random(1);
  std::exponential_distribution<double> late(1.0 / 300e3);  // 0.3 ms on average
  FrameTime time(kRate);
  for (Frame frame = 0; frame < 10 * kRate; frame += 128) {
    const auto true_ns = frame * 1'000'000'000 / kRate + 5'000'000'000;
    time.observe(frame, true_ns + static_cast<std::int64_t>(late(random)));
    if (frame < kRate) continue;
    ASSERT_NEAR(static_cast<double>(time.ns_at(frame) - true_ns), 0.0, 30e3);
  }
}

TEST(FrameTime, ASlowDriftIsFollowedInSmallSteps) {
  FrameTime time(kRate);
  std::int64_t before = 0;
  for (Frame frame = 0; frame < 100 * kRate; frame += 128) {
    const auto true_ns =
        static_cast<std::int64_t>(static_cast<double>(frame) * 1e9 / kRate * 1.0001);
    time.observe(frame, true_ns);
    const std::int64_t off = time.ns_at(frame) - true_ns;
    ASSERT_LT(std::abs(off), 200'000);
    ASSERT_LT(std::abs(off - before), 100'000);
    before = off;
  }
}

// A device with a long period, and one whose callbacks come in pairs, are followed as fast.
TEST(FrameTime, AWindowIsATimeNotACount) {
  for (const int period : {64, 8'192}) {
    FrameTime time(kRate);
    time.observe(0, 0);
    constexpr std::int64_t kLater_ns = 50'000'000;
    Frame frame = period;
    for (; frame < 2 * kRate; frame += period) {
      time.observe(frame, frame * 1'000'000'000 / kRate + kLater_ns);
    }
    EXPECT_NEAR(static_cast<double>(time.ns_at(0)), kLater_ns, 1'000) << "period " << period;
  }
}

TEST(FrameTime, AGapIsNoDelay) {
  FrameTime time(kRate);
  time.observe(0, 0);
  time.observe(128, 2'666'666);
  constexpr std::int64_t kGap_ns = 3'000'000'000;
  time.observe(256, 5'333'333 + kGap_ns);
  EXPECT_EQ(time.ns_at(256), 5'333'333 + kGap_ns);
  EXPECT_EQ(time.ns_at(256 + kRate), 1'005'333'333 + kGap_ns);
}

TEST(FrameTime, GoesThereAndBack) {
  FrameTime time(44'100);
  constexpr Frame kDays = Frame{44'100} * 86'400 * 30;
  time.observe(kDays, 123'456'789);
  for (Frame frame = kDays - 100'000; frame < kDays + 100'000; frame += 777) {
    ASSERT_EQ(time.frame_at(time.ns_at(frame)), frame);
  }
}

TEST(FrameTime, TheSamePointAgainCountsOnce) {
  FrameTime time(kRate);
  time.observe(0, 1'000);
  for (int i = 0; i < 10'000; ++i) time.observe(128, 2'666'667 + 1'000 + i);
  EXPECT_EQ(time.ns_at(0), 1'000);
}

}  // namespace
}  // namespace chronus::sync
