// SPDX-License-Identifier: MIT
#include "osc/strangers.hpp"

#include <gtest/gtest.h>

namespace chronus::osc {
namespace {

constexpr std::int64_t kRest_ns = Strangers::kRest_ns;

Endpoint host(std::uint32_t number, std::uint16_t port = 1) { return {0x0a000000U + number, port}; }

TEST(StrangersOfALog, AreToldOfOnceWhateverTheirPorts) {
  Strangers strangers;
  EXPECT_TRUE(strangers.is_news(host(1), 0));
  for (int i = 1; i < 100; ++i) {
    EXPECT_FALSE(strangers.is_news(host(1, static_cast<std::uint16_t>(i)), i * kRest_ns)) << i;
  }
  EXPECT_TRUE(strangers.is_news(host(2), 100 * kRest_ns));
}

TEST(StrangersOfALog, WaitForTheRestAfterALineAndAreNotForgottenForIt) {
  Strangers strangers;
  EXPECT_TRUE(strangers.is_news(host(1), 0));
  EXPECT_FALSE(strangers.is_news(host(2), kRest_ns - 1));
  EXPECT_TRUE(strangers.is_news(host(2), kRest_ns));
}

TEST(StrangersOfALog, AreRememberedUpToANumber) {
  Strangers strangers;
  std::int64_t now_ns = 0;
  for (std::uint32_t i = 0; i <= Strangers::kRemembered; ++i, now_ns += kRest_ns) {
    EXPECT_TRUE(strangers.is_news(host(i), now_ns)) << i;
  }
  EXPECT_FALSE(strangers.is_news(host(1), now_ns));
  EXPECT_TRUE(strangers.is_news(host(0), now_ns));
}

}  // namespace
}  // namespace chronus::osc
