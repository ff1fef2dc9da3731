// SPDX-License-Identifier: MIT
#include "osc/subscribers.hpp"

#include <gtest/gtest.h>

namespace chronus::osc {
namespace {

TEST(Subscribers, AreListedInTheOrderTheyCame) {
  Subscribers subscribers;
  EXPECT_TRUE(*subscribers.add({1, 10}));
  EXPECT_TRUE(*subscribers.add({2, 10}));
  EXPECT_EQ(subscribers.list(), (std::vector<Endpoint>{{1, 10}, {2, 10}}));
}

TEST(Subscribers, SubscribingTwiceIsOneSubscription) {
  Subscribers subscribers;
  EXPECT_TRUE(*subscribers.add({1, 10}));
  EXPECT_FALSE(*subscribers.add({1, 10}));
  EXPECT_EQ(subscribers.list().size(), 1U);
  EXPECT_TRUE(subscribers.remove({1, 10}));
  EXPECT_FALSE(subscribers.remove({1, 10}));
  EXPECT_TRUE(subscribers.list().empty());
}

TEST(Subscribers, OneTooManyIsRefusedAndTheOthersStay) {
  Subscribers subscribers;
  for (std::uint16_t port = 1; port <= Subscribers::kMax; ++port) {
    ASSERT_TRUE(subscribers.add({1, port}));
  }
  EXPECT_EQ(subscribers.add({1, 1000}).reason(), "there are 64 subscribers already");
  EXPECT_FALSE(*subscribers.add({1, 5})) << "a known one may come again";
  EXPECT_TRUE(subscribers.remove({1, 5}));
  EXPECT_TRUE(*subscribers.add({1, 1000}));
  EXPECT_EQ(subscribers.list().size(), Subscribers::kMax);
}

TEST(Subscribers, PortZeroCannotBeNotified) {
  Subscribers subscribers;
  EXPECT_FALSE(subscribers.add({1, 0}));
  EXPECT_TRUE(subscribers.list().empty());
}

}  // namespace
}  // namespace chronus::osc
