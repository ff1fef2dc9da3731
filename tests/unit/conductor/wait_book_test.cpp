// SPDX-License-Identifier: MIT
#include "conductor/wait_book.hpp"

#include <gtest/gtest.h>

namespace chronus::conductor {
namespace {

constexpr osc::Endpoint kOne{0x7f000001, 4711};
constexpr osc::Endpoint kOther{0x7f000001, 4712};

TEST(WaitBook, HasWhatSomebodyHolds) {
  WaitBook book;
  EXPECT_EQ(book.last(), 0U);
  Wait first = book.begin(kOne);
  const Wait copy = first;
  EXPECT_TRUE(book.has(kOne, 1));
  EXPECT_FALSE(book.has(kOther, 1));
  first.reset();
  EXPECT_TRUE(book.has(kOne, 1)) << "the copy holds it";
}

TEST(WaitBook, WhatBeganLaterIsNotWaitedFor) {
  WaitBook book;
  Wait first = book.begin(kOne);
  const auto until = book.last();
  const Wait second = book.begin(kOne);
  EXPECT_TRUE(book.has(kOne, until));
  first.reset();
  EXPECT_FALSE(book.has(kOne, until));
  EXPECT_TRUE(book.has(kOne, book.last()));
}

TEST(WaitBook, WhatEndsOutOfOrderIsOver) {
  WaitBook book;
  const Wait first = book.begin(kOne);
  Wait second = book.begin(kOne);
  const Wait others = book.begin(kOther);
  second.reset();
  for (const bool is_tidy : {false, true}) {
    if (is_tidy) book.tidy();
    EXPECT_TRUE(book.has(kOne, 1)) << is_tidy;
    EXPECT_TRUE(book.has(kOther, 3)) << is_tidy;
    EXPECT_FALSE(book.has(kOther, 2)) << is_tidy;
  }
}

}  // namespace
}  // namespace chronus::conductor
