// SPDX-License-Identifier: MIT
#include "worker/idle_share.hpp"

#include <gtest/gtest.h>

namespace chronus::worker {
namespace {

constexpr std::int64_t kBlock_ns = 2'000'000;
constexpr std::int64_t kMinute_ns = 60'000'000'000;

/// Blocks on end, `work_ns` of each rendered and the rest of it waited for: how long it rested.
std::int64_t rested_ns(std::int64_t work_ns, std::int64_t for_ns) {
  std::int64_t now_ns = 0;
  std::int64_t rested = 0;
  IdleShare share(now_ns);
  while (now_ns < for_ns) {
    now_ns += work_ns;
    const std::int64_t pause = share.worked(now_ns);
    rested += pause;
    now_ns += pause + std::max<std::int64_t>(kBlock_ns - work_ns, 0);
    share.waited(now_ns);
  }
  return rested;
}

TEST(IdleShare, OneThatKeepsUpNeverRests) {
  EXPECT_EQ(rested_ns(kBlock_ns * 19 / 20, kMinute_ns), 0);
}

TEST(IdleShare, TwoSecondsOfBlocksAreMadeUpForWithoutOne) {
  EXPECT_EQ(rested_ns(kBlock_ns, IdleShare::kShare * IdleShare::kMostOwed_ns), 0);
}

TEST(IdleShare, OneThatCannotKeepUpLeavesATwentiethOfItsTimeToOthers) {
  EXPECT_NEAR(static_cast<double>(rested_ns(3 * kBlock_ns, kMinute_ns)), kMinute_ns / 21.0,
              2.0 * IdleShare::kMostOwed_ns);
}

TEST(IdleShare, ShortWaitsCountAsWhatTheyAre) {
  const std::int64_t rested = rested_ns(kBlock_ns * 98 / 100, kMinute_ns);
  EXPECT_GT(rested, kMinute_ns * 2 / 100);
  EXPECT_LT(rested, kMinute_ns * 3 / 100);
}

}  // namespace
}  // namespace chronus::worker
