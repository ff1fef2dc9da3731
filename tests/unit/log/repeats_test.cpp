// SPDX-License-Identifier: MIT
#include "log/repeats.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chronus::log {
namespace {

constexpr std::int64_t kWhile = 10;

TEST(RepeatsTest, TheFirstOfAKindAreWrittenAndTheOthersOwed) {
  Repeats repeats(3, kWhile);
  int written = 0;
  for (int i = 0; i < 45; ++i) {
    written += repeats.admit("worker " + std::to_string(i) + " ended", 4, i / 5) ? 1 : 0;
  }
  EXPECT_EQ(written, 3);
  EXPECT_TRUE(repeats.admit("worker 1 is ready", 2, 5)) << "another kind";
  EXPECT_FALSE(repeats.take_owed(kWhile - 1));
  const auto owed = repeats.take_owed(kWhile);
  ASSERT_TRUE(owed);
  EXPECT_EQ(owed->count, 42U);
  EXPECT_EQ(owed->level, 4);
  EXPECT_EQ(owed->text, "worker 44 ended");
  EXPECT_FALSE(repeats.take_owed(kWhile));
}

TEST(RepeatsTest, BehindItsWhileAKindIsNewAgain) {
  Repeats repeats(1, kWhile);
  EXPECT_TRUE(repeats.admit("x", 0, 0));
  EXPECT_FALSE(repeats.admit("x", 0, kWhile - 1));
  EXPECT_TRUE(repeats.take_owed(kWhile));
  EXPECT_TRUE(repeats.admit("x", 0, kWhile));
  EXPECT_TRUE(repeats.admit("y", 0, kWhile));
  EXPECT_TRUE(repeats.admit("y", 0, 2 * kWhile)) << "nothing was owed";
}

TEST(RepeatsTest, AllThatIsOwedIsToldAtTheEnd) {
  Repeats repeats(1, kWhile);
  for (const char* text : {"a", "a", "b", "b", "b", "c"}) (void)repeats.admit(text, 0, 0);
  EXPECT_EQ(repeats.take_owed(0, true)->count, 1U);
  EXPECT_EQ(repeats.take_owed(0, true)->count, 2U);
  EXPECT_FALSE(repeats.take_owed(0, true));
}

TEST(RepeatsTest, AClockThatIsSetBackHoldsNothingBack) {
  Repeats repeats(1, kWhile);
  EXPECT_TRUE(repeats.admit("x", 0, 1'000));
  EXPECT_TRUE(repeats.admit("x", 0, 0));
}

TEST(RepeatsTest, MoreKindsThanItKnowsAreAllWritten) {
  Repeats repeats(1, kWhile);
  for (std::size_t i = 0; i < 3 * Repeats::kKinds; ++i) {
    std::string kind;
    for (std::size_t n = i; n > 0; n /= 26) kind += static_cast<char>('a' + n % 26);
    EXPECT_TRUE(repeats.admit(kind, 0, 0)) << kind;
  }
}

TEST(RepeatsTest, WithoutABoundAllAreWritten) {
  Repeats repeats(0, kWhile);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(repeats.admit("x", 0, 0));
}

}  // namespace
}  // namespace chronus::log
