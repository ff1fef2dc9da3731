// SPDX-License-Identifier: MIT
#include "service_manager/watchdog.hpp"

#include <gtest/gtest.h>

namespace chronus::service_manager {
namespace {

constexpr std::int64_t kPeriod_ns = 4'000;

/// Every 100 ns from `from` on: how often it is fed until `to`.
template <class Progress>
int feedings(Watchdog& watchdog, std::int64_t from, std::int64_t to, Progress at) {
  int fed = 0;
  for (std::int64_t now = from; now < to; now += 100) fed += watchdog.step(at(now), now) ? 1 : 0;
  return fed;
}

TEST(Watchdog, IsFedFourTimesAPeriodWhileBothGoOn) {
  Watchdog watchdog(kPeriod_ns);
  const auto both = [](std::int64_t now) { return Watchdog::Progress{now, now}; };
  EXPECT_EQ(feedings(watchdog, 0, 10 * kPeriod_ns, both), 40);
}

TEST(Watchdog, IsNotFedWhileEitherStandsAndAtOnceWhenItGoesOn) {
  for (const bool is_clock : {true, false}) {
    Watchdog watchdog(kPeriod_ns);
    const auto both = [](std::int64_t now) { return Watchdog::Progress{now, now}; };
    const auto one = [&](std::int64_t now) {
      return is_clock ? Watchdog::Progress{9'999, now} : Watchdog::Progress{now, 9'999};
    };
    EXPECT_GT(feedings(watchdog, 0, 10'000, both), 5);
    EXPECT_LE(feedings(watchdog, 10'000, 100'000, one), 1) << "what went on until then";
    EXPECT_TRUE(watchdog.step({100'000, 100'000}, 100'000));
  }
}

TEST(Watchdog, IsNeverFedWhereNobodyWatches) {
  Watchdog watchdog(std::nullopt);
  EXPECT_FALSE(watchdog.step({1, 1}, 1));
  EXPECT_FALSE(watchdog.step({2, 2}, 1'000'000));
}

}  // namespace
}  // namespace chronus::service_manager
