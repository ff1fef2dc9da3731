// SPDX-License-Identifier: MIT
// A fault in one lane of a group is its module's.
#include <gtest/gtest.h>

#include <cmath>

#include "tiny_modules.hpp"

namespace chronus::engine {
namespace {

using namespace tiny;

constexpr int kX = 0, kY = 1;

class SharedGroup : public testing::TestWithParam<bool> {
 protected:
  /// Five modules at places 10 to 14, all of them heard.
  void SetUp() override {
    Patch patch(1);
    for (int place = 10; place < 15; ++place) {
      patch.module(place, kSquares, static_cast<unsigned>(place), {2.0F}).hear(place);
    }
    engine_.keep_apart(GetParam());
    ASSERT_TRUE(play(engine_, patch));
  }
  float next() { return channel(render(engine_, 1), 0)[0]; }

  Engine engine_{kFormat, modules()};
};

TEST_P(SharedGroup, NamesTheModuleThatRunsAwayAndHoldsIt) {
  EXPECT_EQ(next(), 20.0F);
  EXPECT_EQ(engine_.runaway().place, -1);
  engine_.apply(set_param(12, kX, 1e4));
  EXPECT_EQ(next(), kHeldOutput) << "a module is held before it is heard, and no runaway";
  EXPECT_EQ(engine_.runaway().place, -1);
  engine_.apply(set_param(13, kX, 1e12));
  engine_.apply(set_param(14, kX, 1e12));
  next();
  EXPECT_EQ(engine_.runaway().place, 13);
  EXPECT_TRUE(engine_.runaway().finite);
}

TEST_P(SharedGroup, SaysThatAModuleGaveInf) {
  engine_.apply(set_param(14, kX, 1e30));
  next();
  EXPECT_EQ(engine_.runaway().place, 14);
  EXPECT_FALSE(engine_.runaway().finite);
}

TEST_P(SharedGroup, NamesTheModuleThatGaveNan) {
  next();
  EXPECT_EQ(engine_.first_nan_place(), -1);
  engine_.apply(set_param(11, kX, 1e30));
  engine_.apply(set_param(11, kY, 1e30));
  EXPECT_TRUE(std::isnan(next()));
  EXPECT_EQ(engine_.first_nan_place(), 11);
}

INSTANTIATE_TEST_SUITE_P(Modules, SharedGroup, testing::Bool(),
                         [](const auto& apart) { return apart.param ? "OneByOne" : "Together"; });

}  // namespace
}  // namespace chronus::engine
