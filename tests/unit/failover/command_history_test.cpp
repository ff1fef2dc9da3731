// SPDX-License-Identifier: MIT
#include "failover/command_history.hpp"

#include <gtest/gtest.h>

namespace chronus::failover {
namespace {

CommandHistory of(std::uint64_t last, std::size_t capacity = 8) {
  CommandHistory history(capacity);
  for (std::uint64_t seq = 1; seq <= last; ++seq)
    history.add({.seq = seq, .frame = 10 * Frame(seq)});
  return history;
}

TEST(CommandHistory, FindsWhatItHolds) {
  const auto history = of(5);
  for (std::uint64_t seq = 1; seq <= 5; ++seq) {
    ASSERT_NE(history.find(seq), nullptr);
    EXPECT_EQ(history.find(seq)->frame, 10 * Frame(seq));
  }
  EXPECT_EQ(history.find(0), nullptr);
  EXPECT_EQ(history.find(6), nullptr);
}

TEST(CommandHistory, OldestGiveWayWhenItIsFull) {
  const auto history = of(20);
  EXPECT_EQ(history.size(), 8U);
  EXPECT_EQ(history.find(12), nullptr);
  ASSERT_NE(history.find(13), nullptr);
  EXPECT_EQ(history.find(13)->seq, 13U);
}

TEST(CommandHistory, KnowsWhetherItHoldsAllThatCameAfter) {
  const auto history = of(20);
  EXPECT_TRUE(history.holds_all_after(12, 20));
  EXPECT_FALSE(history.holds_all_after(11, 20)) << "number 12 is gone";
  EXPECT_TRUE(history.holds_all_after(20, 20)) << "nothing came after";
  EXPECT_TRUE(CommandHistory(4).holds_all_after(0, 0));
}

TEST(CommandHistory, ForgetsWhatEveryKeyframeHolds) {
  auto history = of(8);
  history.forget_up_to(5);
  EXPECT_EQ(history.size(), 3U);
  EXPECT_EQ(history.find(5), nullptr);
  EXPECT_EQ(history.find(6)->seq, 6U);
  history.forget_up_to(100);
  EXPECT_EQ(history.size(), 0U);
  history.add({.seq = 9});
  EXPECT_EQ(history.find(9)->seq, 9U);
}

}  // namespace
}  // namespace chronus::failover
