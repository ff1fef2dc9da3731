// SPDX-License-Identifier: MIT
#include "supervisor/bank_looks.hpp"

#include <gtest/gtest.h>

namespace chronus::supervisor {
namespace {

using namespace std::chrono_literals;

constexpr int kRate = 48'000;

conductor::SampleFetch named(const std::string& name, osc::LaneIndex lane = 0) {
  conductor::SampleFetch fetch;
  fetch.name = name;
  fetch.sender.lane = lane;
  fetch.message = {"/mod/s/sample", {name}};
  return fetch;
}

TEST(BankLooks, WhoComesWhileOneGoesOnJoinsIt) {
  BankLooks looks(kRate);
  ASSERT_TRUE(looks.may_join(0));
  EXPECT_TRUE(looks.join(named("a")));
  EXPECT_FALSE(looks.join(named("b")));
  EXPECT_FALSE(looks.next()) << "it goes on";
  looks.end(1ms);
  EXPECT_EQ(looks.next()->name, "a");
  EXPECT_EQ(looks.next()->name, "b");
  EXPECT_FALSE(looks.next());
}

TEST(BankLooks, ThenThereIsAPause) {
  BankLooks looks(kRate);
  looks.come_to(1'000);
  looks.join(named("a"));
  looks.come_to(5'000);
  looks.end(1ms);
  looks.come_to(5'000 + 2 * kRate - 1);
  EXPECT_FALSE(looks.may_join(0));
  looks.come_to(5'000 + 2 * kRate);
  EXPECT_TRUE(looks.may_join(0));
}

TEST(BankLooks, WhichIsLongerBehindASlowDisk) {
  BankLooks looks(kRate);
  looks.join(named("a"));
  looks.end(3s);
  looks.come_to(30 * kRate - 1);
  EXPECT_FALSE(looks.may_join(0));
  looks.come_to(30 * kRate);
  EXPECT_TRUE(looks.may_join(0));
}

TEST(BankLooks, AGreedyLaneLeavesOthersTheirShare) {
  BankLooks looks(kRate);
  std::size_t greedy = 0;
  for (; looks.may_join(3) && greedy < 10 * BankLooks::kMost; ++greedy) looks.join(named("x", 3));
  EXPECT_LT(greedy, BankLooks::kMost);
  for (osc::LaneIndex lane = 0; lane < osc::kLanes; ++lane) {
    if (lane == 3) continue;
    EXPECT_TRUE(looks.may_join(lane));
    looks.join(named("y", lane));
  }
}

TEST(BankLooks, WhatHasNoMessageIsNotToldOf) {
  BankLooks looks(kRate);
  EXPECT_TRUE(looks.join({"a", {}, {}, {}, {}}));
  EXPECT_FALSE(looks.join({"b", {}, {}, {}, {}}));
  looks.end(1ms);
  EXPECT_FALSE(looks.next());
}

}  // namespace
}  // namespace chronus::supervisor
