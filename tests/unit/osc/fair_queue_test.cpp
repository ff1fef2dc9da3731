// SPDX-License-Identifier: MIT
#include "osc/fair_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace chronus::osc {
namespace {

std::vector<int> take_all(FairQueue<int>& queue) {
  std::vector<int> taken;
  while (!queue.empty()) {
    const auto lane = queue.turn();
    taken.push_back(queue.front(lane));
    queue.pop(lane);
    queue.end_turn();
  }
  return taken;
}

TEST(FairQueue, LanesTakeTurnsAndEachKeepsItsOrder) {
  FairQueue<int> queue(1'000);
  for (const int item : {11, 12, 13, 14}) queue.add(1, int{item}, 1);
  for (const int item : {21, 22}) queue.add(2, int{item}, 1);
  queue.add(3, 31, 1);
  EXPECT_EQ(take_all(queue), (std::vector{11, 21, 31, 12, 22, 13, 14}));
  queue.add(2, 23, 1);
  EXPECT_EQ(take_all(queue), std::vector{23});
}

TEST(FairQueue, ALaneThatIsGreedyLeavesRoomToTheOthers) {
  FairQueue<int> queue(1'000);
  int greedy = 0;
  while (queue.push(1, int{greedy}, 1)) ++greedy;
  EXPECT_EQ(greedy, 800);
  int modest = 0;
  while (queue.push(2, int{modest}, 1)) ++modest;
  EXPECT_EQ(modest, 160);
  EXPECT_TRUE(queue.push(3, 0, 1));
  EXPECT_EQ(queue.bytes(), 961U);
}

TEST(FairQueue, AllLanesAtOnceFindRoom) {
  FairQueue<int> queue(kLanes * 64);
  for (LaneIndex lane = 0; lane < kLanes; ++lane) {
    while (queue.push(lane, 0, 1)) {
    }
  }
  for (LaneIndex lane = 0; lane < kLanes; ++lane) EXPECT_FALSE(queue.empty(lane)) << lane;
  EXPECT_LE(queue.bytes(), kLanes * 64);
}

TEST(FairQueue, AnItemIsFoundByItsNumberUntilItHasGone) {
  FairQueue<int> queue(1'000);
  queue.add(1, 11, 1);
  queue.pop(1);
  const auto number = queue.next_number(1);
  queue.add(1, 12, 1);
  queue.add(1, 13, 1);
  ASSERT_NE(queue.find(1, number + 1), nullptr);
  EXPECT_EQ(*queue.find(1, number + 1), 13);
  queue.pop(1);
  EXPECT_EQ(queue.find(1, number), nullptr);
  EXPECT_EQ(*queue.find(1, number + 1), 13);
  EXPECT_EQ(queue.find(1, number + 2), nullptr);
}

TEST(Shares, WhoHoldsNothingMayTakeOneBesideAnyNumberOfGreedyOnes) {
  Shares shares(10'000, 300);
  std::vector<Shares::Hold> holds;
  for (LaneIndex lane = 0; lane < 8; ++lane) {
    while (auto hold = shares.take(lane, 300)) holds.push_back(std::move(hold));
  }
  EXPECT_FALSE(shares.has_room(9, 301));
  {
    const auto first = shares.take(9, 300);
    EXPECT_TRUE(first);
    EXPECT_FALSE(shares.has_room(9, 300)) << "not two";
  }
  EXPECT_TRUE(shares.has_room(9, 300));
}

TEST(Shares, WhatIsHeldIsGivenBackWhenItEnds) {
  Shares shares(1'000);
  std::vector<Shares::Hold> holds;
  while (auto hold = shares.take(1, 100)) holds.push_back(std::move(hold));
  EXPECT_EQ(shares.held(1), 800U);
  EXPECT_TRUE(shares.take(2, 100)) << "and given back at once";
  EXPECT_EQ(shares.held(), 800U);
  holds.clear();
  EXPECT_EQ(shares.held(), 0U);
  EXPECT_FALSE(shares.take(1, 1'001));
}

constexpr std::int64_t kSecond_ns = 1'000'000'000;

TEST(Lanes, AnEndpointKeepsItsLane) {
  Lanes lanes;
  const auto lane = lanes.lane_of({1, 1}, 0);
  EXPECT_FALSE(is_shared(lane));
  EXPECT_NE(lanes.lane_of({1, 2}, 0), lane);
  EXPECT_EQ(lanes.lane_of({1, 1}, 3'600 * kSecond_ns), lane);
}

TEST(Lanes, ThousandsOfPortsLeaveTheirLanesToWhoHasBeenThereForLong) {
  Lanes lanes;
  const auto lane = lanes.lane_of({1, 1}, 0);
  lanes.lane_of({1, 1}, 600 * kSecond_ns);
  for (std::int64_t now_s = 600; now_s < 1'100; ++now_s) {
    for (std::uint16_t port = 0; port < 300; ++port) {
      const auto of_port = static_cast<std::uint16_t>(port + 300 * (now_s % 100) + 10);
      EXPECT_NE(lanes.lane_of({2, of_port}, now_s * kSecond_ns), lane);
    }
  }
  EXPECT_EQ(lanes.lane_of({1, 1}, 1'100 * kSecond_ns), lane);
}

TEST(Lanes, ManyNewcomersShareSome) {
  Lanes lanes;
  std::array<int, kSharedLanes> sharing{};
  for (std::uint16_t port = 1; port <= 1'000; ++port) {
    const auto lane = lanes.lane_of({1, port}, 0);
    if (is_shared(lane)) ++sharing[lane];
  }
  EXPECT_EQ(std::accumulate(sharing.begin(), sharing.end(), 0),
            1'000 - static_cast<int>(kLanes - kSharedLanes));
  EXPECT_LT(*std::max_element(sharing.begin(), sharing.end()), 100) << "they are spread";
  EXPECT_FALSE(is_shared(lanes.lane_of({1, 2'000}, 6 * kSecond_ns))) << "others have gone";
}

}  // namespace
}  // namespace chronus::osc
