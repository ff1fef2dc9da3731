// SPDX-License-Identifier: MIT
#include "engine/module_costs.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace chronus::engine {
namespace {

std::int64_t g_now_ns = 0;
int g_looks = 0;

std::int64_t fake_ns() {
  ++g_looks;
  return g_now_ns;
}

class ModuleCostsTest : public testing::Test {
 protected:
  ModuleCostsTest() { g_looks = 0; }
  /// A block of 1 ms in which these took so long, in two stretches.
  void block(const std::vector<std::pair<int, std::int64_t>>& modules) {
    costs_.begin_block();
    for (int stretch = 0; stretch < 2; ++stretch) {
      g_now_ns += 777;  // what lies between is nobody's
      costs_.begin_stretch();
      for (const auto& [place, ns] : modules) {
        g_now_ns += ns / 2;
        lap({place});
      }
    }
    EXPECT_TRUE(costs_.end_block(1e6));
  }

  void lap(const std::vector<int>& places) {
    std::vector<PlanNode> nodes;
    for (const int place : places) {
      nodes.emplace_back().place = static_cast<std::uint16_t>(place);
    }
    costs_.lap(nodes);
  }

  ModuleCosts costs_{fake_ns};
};

TEST_F(ModuleCostsTest, AreSharesOfABlocksTimeAddedUpOverItsStretches) {
  block({{3, 100'000}, {0, 20'000}});
  EXPECT_FLOAT_EQ(costs_.share(3), 0.1F);
  EXPECT_FLOAT_EQ(costs_.share(0), 0.02F);
  EXPECT_LT(costs_.share(1), 0.0F) << "there is none";
}

TEST_F(ModuleCostsTest, OfModulesThatShareAGroupAreEqualPartsAndAddUpToItsTime) {
  costs_.begin_block();
  costs_.begin_stretch();
  g_now_ns += 100;
  lap({3, 0, 7});
  g_now_ns += 50;
  lap({5});
  EXPECT_TRUE(costs_.end_block(1'000.0));
  EXPECT_FLOAT_EQ(costs_.share(3), 0.033F);
  EXPECT_FLOAT_EQ(costs_.share(0), 0.033F);
  EXPECT_FLOAT_EQ(costs_.share(7), 0.034F);
  EXPECT_FLOAT_EQ(costs_.share(5), 0.05F);
}

TEST_F(ModuleCostsTest, ABlockThatIsNotTimedLooksAtNoClock) {
  costs_.begin_stretch();
  lap({0});
  EXPECT_FALSE(costs_.end_block(1e6));
  EXPECT_EQ(g_looks, 0);
  EXPECT_LT(costs_.share(0), 0.0F);
}

TEST_F(ModuleCostsTest, AreSmoothedSoThatOneInterruptionIsSoonForgotten) {
  block({{0, 10'000}});
  block({{0, 1'000'000}});
  EXPECT_NEAR(costs_.share(0), 0.01 + 0.99 / 16, 1e-4);
  for (int i = 0; i < 150; ++i) block({{0, 10'000}});
  EXPECT_NEAR(costs_.share(0), 0.01, 1e-3);
}

TEST_F(ModuleCostsTest, AModuleThatIsGoneCostsNothingAndTheNextInItsPlaceBeginsAnew) {
  block({{0, 500'000}, {1, 1'000}});
  block({{1, 1'000}});
  EXPECT_LT(costs_.share(0), 0.0F);
  block({{0, 2'000}, {1, 1'000}});
  EXPECT_FLOAT_EQ(costs_.share(0), 0.002F);
}

}  // namespace
}  // namespace chronus::engine
