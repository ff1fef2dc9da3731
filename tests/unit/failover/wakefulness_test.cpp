// SPDX-License-Identifier: MIT
#include "failover/wakefulness.hpp"

#include <gtest/gtest.h>

namespace chronus::failover {
namespace {

constexpr std::int64_t kMillisecond_ns = 1'000'000;

class WakefulnessTest : public testing::Test {
 protected:
  void look(int times, bool beats, std::int64_t every_ns = 20 * kMillisecond_ns) {
    for (int i = 0; i < times; ++i) it_.look(beat_ += beats ? 1 : 0, now_ns_ += every_ns);
  }
  Wakefulness it_;
  std::uint64_t beat_ = 7;
  std::int64_t now_ns_ = 1'000'000'000'000;
};

TEST_F(WakefulnessTest, WhoComesRoundIsAwake) {
  look(1'000, true);
  EXPECT_TRUE(it_.is_awake());
  look(5, false);
  look(1, true);
  look(9, false);
  EXPECT_TRUE(it_.is_awake()) << "a beat makes all the time before it good";
}

TEST_F(WakefulnessTest, WhoDoesNotDozesAndIsGoneAfterTwoSeconds) {
  look(1, true);
  look(10, false);
  EXPECT_FALSE(it_.is_awake());
  EXPECT_FALSE(it_.is_gone());
  look(90, false);
  EXPECT_TRUE(it_.is_gone());
  look(1, true);
  EXPECT_TRUE(it_.is_awake()) << "it was told to go on";
}

TEST_F(WakefulnessTest, StallOfTheMachineIsNobodysSleep) {
  look(1, true);
  look(3, false, 10'000 * kMillisecond_ns);
  EXPECT_TRUE(it_.is_awake());
}

}  // namespace
}  // namespace chronus::failover
