// SPDX-License-Identifier: MIT
#include "osc/flood_gauge.hpp"

#include <gtest/gtest.h>

#include <random>

namespace chronus::osc {
namespace {

constexpr std::int64_t kMs = 1'000'000;
constexpr std::size_t kBuffer_bytes = std::size_t{8} << 20U;
constexpr std::size_t kSmall_bytes = 40;

const Endpoint kFlood{INADDR_LOOPBACK, 1'000};
const Endpoint kGood{INADDR_LOOPBACK, 2'000};

class AFloodGauge : public testing::Test {
 protected:
  /// For so long `sender` sends so many each millisecond, of which the gauge hears what comes
  /// through; beside it kGood one each fifth millisecond, unless it is away.
  void send(const Endpoint& sender, int per_ms, int ms, std::size_t bytes = kSmall_bytes) {
    for (int i = 0; i < ms; ++i, now_ns_ += kMs) {
      for (int n = 0; n < per_ms; ++n) {
        if (chance_(random_) < part_of(sender)) gauge_.heard(sender, bytes, now_ns_);
      }
      if (is_good_there_ && i % 5 == 0) gauge_.heard(kGood, kSmall_bytes, now_ns_);
      gauge_.turn(now_ns_);
    }
  }
  double part_of(const Endpoint& sender) const {
    for (const auto& thinned : gauge_.thinned()) {
      if (thinned.sender == sender) return thinned.part;
    }
    return 1.0;
  }

  FloodGauge gauge_{kBuffer_bytes};
  std::int64_t now_ns_ = 5'000 * kMs;
  bool is_good_there_ = true;

 private:
  std::mt19937 random_{1};
  std::uniform_real_distribution<double> chance_{0.0, 1.0};
};

TEST_F(AFloodGauge, ThinsAFloodToWhatOneMaySendAndNobodyElse) {
  send(kFlood, 200, 1'000);
  ASSERT_EQ(gauge_.thinned().size(), 1U);
  EXPECT_NEAR(part_of(kFlood), 40.0 / 200.0, 0.05);
  EXPECT_EQ(part_of(kGood), 1.0);
}

TEST_F(AFloodGauge, ThinsLargeDatagramsByTheRoomTheyTake) {
  send(kFlood, 20, 1'000, 60'000);
  // A tenth of 8 MiB in 20 ms holds about 14 of them; 400 come.
  EXPECT_NEAR(part_of(kFlood), 14.0 / 400.0, 0.01);
}

TEST_F(AFloodGauge, ThinsWhatFillsABufferInMillisecondsBeforeItHas) {
  send(kGood, 1, 100);
  send(kFlood, 177, 3, 13'000);
  EXPECT_LT(part_of(kFlood), 0.2) << "7 MB";
}

TEST_F(AFloodGauge, ASmallBufferStillHearsWhatPlaysFast) {
  gauge_ = FloodGauge(425'984);
  send(kFlood, 9, 1'000);
  EXPECT_TRUE(gauge_.thinned().empty());
  send(kFlood, 100, 1'000);
  EXPECT_NEAR(part_of(kFlood), 0.1, 0.03);
}

TEST_F(AFloodGauge, LeavesAloneWhatPlaysFastAndABurst) {
  send(kFlood, 35, 1'000);
  EXPECT_TRUE(gauge_.thinned().empty());
  send(kFlood, 100, 30);
  EXPECT_TRUE(gauge_.thinned().empty()) << "3,000 at once";
}

TEST_F(AFloodGauge, LeavesAloneWhoIsAlone) {
  is_good_there_ = false;
  send(kFlood, 300, 3'000);
  EXPECT_TRUE(gauge_.thinned().empty());
  is_good_there_ = true;
  send(kFlood, 300, 200);
  EXPECT_EQ(gauge_.thinned().size(), 1U);
}

TEST_F(AFloodGauge, LetsGoWhenTheFloodHasEnded) {
  send(kFlood, 200, 1'000);
  ASSERT_FALSE(gauge_.thinned().empty());
  send(kFlood, 1, 100);
  EXPECT_TRUE(gauge_.thinned().empty());
}

TEST_F(AFloodGauge, FindsAFloodAmongThousandsOfNewPorts) {
  std::uint16_t port = 3'000;
  for (int ms = 0; ms < 1'000; ++ms) {
    for (int i = 0; i < 30; ++i) gauge_.heard({INADDR_LOOPBACK, ++port}, kSmall_bytes, now_ns_);
    send(kFlood, 200, 1);
  }
  ASSERT_EQ(gauge_.thinned().size(), 1U);
  EXPECT_LT(part_of(kFlood), 0.5);
}

TEST_F(AFloodGauge, ThinsNoMoreThanAFilterHolds) {
  for (int ms = 0; ms < 1'000; ++ms, now_ns_ += kMs) {
    for (std::uint16_t sender = 0; sender < 20; ++sender) {
      for (int i = 0; i < 100; ++i) {
        gauge_.heard({INADDR_LOOPBACK, sender}, kSmall_bytes, now_ns_);
      }
    }
    gauge_.turn(now_ns_);
  }
  EXPECT_EQ(gauge_.thinned().size(), FloodGauge::kMostThinned);
}

}  // namespace
}  // namespace chronus::osc
