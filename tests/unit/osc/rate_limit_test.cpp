// SPDX-License-Identifier: MIT
#include "osc/rate_limit.hpp"

#include <gtest/gtest.h>

namespace chronus::osc {
namespace {

constexpr std::int64_t kInterval = 100;
constexpr Endpoint kA{1, 1};
constexpr Endpoint kB{1, 2};

TEST(RateLimit, AllowsABurstAndThenOneEachInterval) {
  RateLimit limit(kInterval, 3, 8);
  EXPECT_TRUE(limit.allow(kA, 0));
  EXPECT_TRUE(limit.allow(kA, 0));
  EXPECT_TRUE(limit.allow(kA, 0));
  EXPECT_FALSE(limit.allow(kA, 0));
  EXPECT_FALSE(limit.allow(kA, 99));
  EXPECT_TRUE(limit.allow(kA, 100));
  EXPECT_FALSE(limit.allow(kA, 100));
}

TEST(RateLimit, ALongSilenceFillsTheBucketNoFurtherThanTheBurst) {
  RateLimit limit(kInterval, 2, 8);
  EXPECT_TRUE(limit.allow(kA, 0));
  EXPECT_TRUE(limit.allow(kA, 1'000'000));
  EXPECT_TRUE(limit.allow(kA, 1'000'000));
  EXPECT_FALSE(limit.allow(kA, 1'000'000));
}

TEST(RateLimit, AFloodLetsThroughWhatItsDurationAllows) {
  RateLimit limit(kInterval, 5, 8);
  int allowed = 0;
  for (std::int64_t now = 0; now < 10'000; ++now) allowed += limit.allow(kA, now) ? 1 : 0;
  EXPECT_EQ(allowed, 5 + 99);
}

TEST(RateLimit, EndpointsDoNotShareABucket) {
  RateLimit limit(kInterval, 1, 8);
  EXPECT_TRUE(limit.allow(kA, 0));
  EXPECT_FALSE(limit.allow(kA, 0));
  EXPECT_TRUE(limit.allow(kB, 0));
}

TEST(RateLimit, KeepsNoMoreThanItsEndpointsAndForgetsTheFullestBucket) {
  RateLimit limit(kInterval, 2, 2);
  EXPECT_TRUE(limit.allow(kA, 0));
  EXPECT_TRUE(limit.allow(kB, 0));
  EXPECT_TRUE(limit.allow(kB, 0));
  for (std::uint32_t host = 10; host < 1000; ++host) EXPECT_TRUE(limit.allow({host, 1}, 0));
  EXPECT_EQ(limit.size(), 2U);
  EXPECT_FALSE(limit.allow(kB, 0)) << "the emptiest bucket must be the last to be forgotten";
}

}  // namespace
}  // namespace chronus::osc
