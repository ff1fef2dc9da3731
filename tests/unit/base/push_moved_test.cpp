// SPDX-License-Identifier: MIT
#include "base/push_moved.hpp"

#include <gtest/gtest.h>

#include <boost/lockfree/spsc_queue.hpp>
#include <utility>
#include <vector>

namespace chronus {
namespace {

using Item = std::vector<int>;
using Queue = boost::lockfree::spsc_queue<Item>;

TEST(PushMovedTest, TheQueueHoldsTheItemItself) {
  Queue queue(1);
  Item item{1, 2, 3};
  const int* const place = item.data();
  ASSERT_TRUE(push_moved(queue, std::move(item)));
  queue.consume_one([&](const Item& held) { EXPECT_EQ(held.data(), place); });
}

TEST(PushMovedTest, AFullQueueLeavesTheItemAsItWas) {
  Queue queue(1);
  ASSERT_TRUE(push_moved(queue, Item{1}));
  Item item{2};
  EXPECT_FALSE(push_moved(queue, std::move(item)));
  EXPECT_EQ(item, Item{2});
}

}  // namespace
}  // namespace chronus
