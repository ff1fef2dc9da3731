// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "sync/jack_port.hpp"

namespace chronus::sync {
namespace {

constexpr std::int64_t kDay_ns = 86'400'000'000'000;

TEST(JackCycle, FramesGoToTimesAndBack) {
  for (const int rate : {44'100, 48'000, 96'000}) {
    const JackCycle cycle{nullptr, 1'024, 30 * kDay_ns + 12'345, rate};
    for (std::uint32_t offset = 0; offset < cycle.frames; ++offset) {
      ASSERT_EQ(cycle.offset_at(cycle.ns_at(offset)), offset);
    }
  }
}

TEST(JackCycle, WhatIsPastGoesOutAtOnceAndWhatIsLaterWaits) {
  const JackCycle cycle{nullptr, 256, kDay_ns, 48'000};
  EXPECT_EQ(cycle.offset_at(cycle.begin_ns - 1), 0);
  EXPECT_EQ(cycle.offset_at(0), 0);
  EXPECT_EQ(cycle.offset_at(cycle.ns_at(255)), 255);
  EXPECT_EQ(cycle.offset_at(cycle.ns_at(256)), 256);
  EXPECT_GT(cycle.offset_at(2 * kDay_ns), 256);
}

}  // namespace
}  // namespace chronus::sync
