// SPDX-License-Identifier: MIT
#include "osc/reply_queue.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include <thread>
#include <vector>

namespace chronus::osc {
namespace {

Reply numbered(int n) { return {{1, 1}, {"/n", {n}}, {}}; }

int number_of(const Reply& reply) { return std::get<std::int32_t>(reply.message.args.at(0)); }

bool readable(const PollWake& wake) {
  pollfd wait{wake.fd(), POLLIN, 0};
  return ::poll(&wait, 1, 0) == 1;
}

TEST(ReplyQueue, HandsOverInOrder) {
  auto wake = PollWake::open();
  ASSERT_TRUE(wake);
  ReplyQueue queue(8, *wake);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(queue.post(numbered(i)));
  std::vector<int> seen;
  queue.drain([&](const Reply& reply) { seen.push_back(number_of(reply)); });
  EXPECT_EQ(seen, (std::vector{0, 1, 2, 3, 4}));
}

TEST(ReplyQueue, FullQueueDropsTheNewestAndCounts) {
  auto wake = PollWake::open();
  ASSERT_TRUE(wake);
  ReplyQueue queue(3, *wake);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(queue.post(numbered(i)));
  EXPECT_FALSE(queue.post(numbered(3)));
  EXPECT_FALSE(queue.post(numbered(4)));
  EXPECT_EQ(queue.dropped(), 2U);
  int drained = 0;
  queue.drain([&](const Reply&) { ++drained; });
  EXPECT_EQ(drained, 3);
  EXPECT_TRUE(queue.post(numbered(5)));
}

TEST(ReplyQueue, PostMakesTheWakeReadableUntilItIsTaken) {
  auto wake = PollWake::open();
  ASSERT_TRUE(wake);
  ReplyQueue queue(8, *wake);
  EXPECT_FALSE(readable(*wake));
  queue.post(numbered(0));
  queue.post(numbered(1));
  EXPECT_TRUE(readable(*wake));
  wake->take();
  EXPECT_FALSE(readable(*wake));
  queue.post(numbered(2));
  EXPECT_TRUE(readable(*wake));
}

TEST(ReplyQueue, TwoProducersAndOneConsumerLoseNoWake) {
  constexpr int kReplies = 50'000;
  auto wake = PollWake::open();
  ASSERT_TRUE(wake);
  ReplyQueue first(kReplies, *wake);
  ReplyQueue second(kReplies, *wake);
  std::thread producers[] = {std::thread([&] {
                               for (int i = 0; i < kReplies; ++i) first.post(numbered(i));
                             }),
                             std::thread([&] {
                               for (int i = 0; i < kReplies; ++i) second.post(numbered(i));
                             })};
  int next_first = 0;
  int next_second = 0;
  bool in_order = true;
  // A wake that is lost leaves replies behind, and this poll without an end to its patience but
  // one.
  while (next_first < kReplies || next_second < kReplies) {
    pollfd wait{wake->fd(), POLLIN, 0};
    if (::poll(&wait, 1, 30'000) != 1) break;
    wake->take();
    first.drain([&](const Reply& reply) { in_order &= number_of(reply) == next_first++; });
    second.drain([&](const Reply& reply) { in_order &= number_of(reply) == next_second++; });
  }
  for (auto& producer : producers) producer.join();
  EXPECT_EQ(next_first, kReplies);
  EXPECT_EQ(next_second, kReplies);
  EXPECT_TRUE(in_order);
}

}  // namespace
}  // namespace chronus::osc
