// SPDX-License-Identifier: MIT
#include "engine/engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "engine/keyframe.hpp"
#include "tiny_modules.hpp"

namespace chronus::engine {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using namespace tiny;

class EngineTest : public ::testing::Test {
 protected:
  std::vector<float> left(int frames) { return channel(render(engine_, frames), 0); }

  Engine engine_{kFormat, modules()};
};

TEST_F(EngineTest, IsSilentBeforeItsFirstPatch) {
  EXPECT_THAT(render(engine_, 40), Each(0.0F));
  EXPECT_EQ(engine_.frame(), 40);
  EXPECT_EQ(engine_.patch_version(), 0U);
}

TEST_F(EngineTest, CountsFramesFromWhereItStarts) {
  Engine late(kFormat, modules(), 1'000'000);
  render(late, 3);
  EXPECT_EQ(late.frame(), 1'000'003);
}

TEST_F(EngineTest, PlaysAPatchFromTheVeryFrameOfItsSwap) {
  render(engine_, 7);
  ASSERT_TRUE(play(engine_, Patch(1).module(0, kCounter, 1, {2.0F}).hear(0).hear(0, 1)));
  EXPECT_EQ(engine_.patch_version(), 1U);
  EXPECT_THAT(render(engine_, 3), ElementsAre(0.0F, 0.0F, 2.0F, 2.0F, 4.0F, 4.0F));
}

TEST_F(EngineTest, RoutesEveryPortToItsOwnChannel) {
  Patch patch(1);
  patch.module(9, kConstant, 1, {3.0F}).module(2, kSplit, 2);
  patch.connect(9, 2).hear(2, 0, 0).hear(2, 1, 1).hear(2, 7, 1);
  ASSERT_TRUE(play(engine_, patch));
  EXPECT_THAT(render(engine_, 2), ElementsAre(-3.0F, 3.0F, -3.0F, 3.0F));
}

TEST_F(EngineTest, ProcessesSourcesFirstHoweverPlacesAreNumbered) {
  Patch patch(1);
  patch.module(0, kAdder, 1).module(5, kCounter, 2).module(3, kSplit, 3);
  patch.connect(5, 3).connect(3, 0, 0, 1).connect(5, 0, 1).hear(0);
  ASSERT_TRUE(play(engine_, patch));
  EXPECT_THAT(left(4), ElementsAre(0.0F, 2.0F, 4.0F, 6.0F));
}

TEST_F(EngineTest, SumsAnInputInTheOrderOfItsConnections) {
  // In floats 1e6 + 0.01 − 1e6 is 0, while 1e6 − 1e6 + 0.01 is 0.01: the order can be heard.
  const auto sum_of = [](std::vector<int> order) {
    Engine engine(kFormat, modules());
    Patch patch(1);
    patch.module(0, kAdder, 1).module(1, kCounter, 2, {0.01F});
    patch.module(2, kCounter, 3, {1e6F}).module(3, kCounter, 4, {-1e6F});
    for (const int source : order) patch.connect(source, 0);
    patch.hear(0);
    EXPECT_TRUE(play(engine, patch));
    return channel(render(engine, 2), 0)[1];
  };
  EXPECT_EQ(sum_of({2, 3, 1}), 0.01F);
  EXPECT_EQ(sum_of({2, 1, 3}), 0.0F);
}

TEST_F(EngineTest, GlidesLinearlyAndEndsOnTheValue) {
  ASSERT_TRUE(play(engine_, Patch(1).module(0, kConstant, 1, {1.0F}).hear(0)));
  EXPECT_THAT(left(2), Each(1.0F));
  engine_.apply(set_param(0, 0, 9.0));
  const auto samples = left(kGlideFrames + 2);
  for (int i = 0; i < kGlideFrames; ++i) {
    EXPECT_NEAR(samples[i], 1.0F + 8.0F * static_cast<float>(i + 1) / kGlideFrames, 1e-5F) << i;
  }
  EXPECT_EQ(samples[kGlideFrames - 1], 9.0F);
  EXPECT_EQ(samples[kGlideFrames + 1], 9.0F);
}

TEST_F(EngineTest, GlidesOnFromWhereItIsWhenANewValueComes) {
  ASSERT_TRUE(play(engine_, Patch(1).module(0, kConstant, 1, {0.0F}).hear(0)));
  engine_.apply(set_param(0, 0, 8.0));
  EXPECT_FLOAT_EQ(left(kGlideFrames / 2).back(), 4.0F);
  engine_.apply(set_param(0, 0, 0.0));
  const auto samples = left(kGlideFrames);
  EXPECT_NEAR(samples[0], 4.0F - 4.0F / kGlideFrames, 1e-5F);
  EXPECT_EQ(samples.back(), 0.0F);
}

TEST_F(EngineTest, IsNotHeldUpByRepeatingTheValueOfAGlide) {
  ASSERT_TRUE(play(engine_, Patch(1).module(0, kConstant, 1, {0.0F}).hear(0)));
  for (int i = 0; i < kGlideFrames; ++i) {
    engine_.apply(set_param(0, 0, 8.0));
    render(engine_, 1);
  }
  EXPECT_EQ(left(1)[0], 8.0F);
}

TEST_F(EngineTest, LetsALaneJumpOnlyWhereTheParameterAllowsIt) {
  ASSERT_TRUE(play(engine_, Patch(1).module(0, kConstant, 1, {0.0F, 100.0F}).hear(0)));
  engine_.apply(set_param(0, kConstantPitch, 440.0, kFlagJump));
  EXPECT_EQ(left(1)[0], 440.0F);
  engine_.apply(set_param(0, kConstantPitch, 340.0));
  EXPECT_NEAR(left(1)[0], 440.0F - 100.0F / kGlideFrames, 1e-3F);
  engine_.apply(set_param(0, kConstantPitch, 340.0, kFlagJump));
  engine_.apply(set_param(0, kParamFirst, 8.0, kFlagJump));
  EXPECT_NEAR(left(1)[0], 340.0F + 8.0F / kGlideFrames, 1e-3F);
}

TEST_F(EngineTest, AddsModulationAndClampsTheSum) {
  Patch patch(1);
  patch.module(0, kConstant, 1, {4.0F}).module(1, kCounter, 2, {2.0F});
  patch.module(2, kConstant, 3, {1.0F});
  patch.modulate(1, 0, kParamFirst).modulate(2, 0, kParamFirst).hear(0);
  ASSERT_TRUE(play(engine_, patch));
  EXPECT_THAT(left(5), ElementsAre(5.0F, 7.0F, 9.0F, 10.0F, 10.0F));
  engine_.apply(set_param(1, 0, -10.0));
  EXPECT_THAT(left(4), ElementsAre(10.0F, 5.0F, -1.0F, -1.0F));
}

TEST_F(EngineTest, OpensAndClosesGatesOnTheirFrame) {
  ASSERT_TRUE(play(engine_, Patch(1).module(4, kGated, 1).hear(4)));
  EXPECT_THAT(left(2), Each(0.0F));
  engine_.apply(gate(4, 1, 0.5));
  EXPECT_THAT(left(2), Each(0.5F));
  engine_.apply(gate(4, 0));
  EXPECT_THAT(left(1), Each(0.0F));
  engine_.apply(gate(4, 1, 99.0));
  EXPECT_THAT(left(1), Each(1.0F));
}

TEST_F(EngineTest, ClampsParametersOfCommandsAndOfFreshModules) {
  ASSERT_TRUE(play(engine_, Patch(1).module(0, kConstant, 1, {999.0F}).hear(0)));
  EXPECT_EQ(left(1)[0], 10.0F);
  engine_.apply(set_param(0, 0, -1e30));
  EXPECT_EQ(left(kGlideFrames).back(), -1.0F);
}

TEST_F(EngineTest, IgnoresCommandsThatMeanNothingHere) {
  ASSERT_TRUE(play(engine_, Patch(1).module(0, kConstant, 1, {2.0F}).module(1, kGated, 2).hear(0)));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  std::vector<Command> commands = {set_param(0, 2, 5.0),
                                   set_param(0, 65'535, 5.0),
                                   set_param(7, 0, 5.0),
                                   set_param(512, 0, 5.0),
                                   set_param(65'535, 0, 5.0),
                                   set_param(0, 0, nan),
                                   set_param(0, 0, infinite),
                                   set_param(0, 0, -infinite),
                                   gate(0, 1),
                                   gate(511, 1),
                                   gate(65'535, 1),
                                   gate(1, nan, 1),
                                   gate(1, 1, nan),
                                   Command{},
                                   {.op = static_cast<Op>(4711)}};
  std::vector<std::byte> before(max_keyframe_bytes());
  std::vector<std::byte> after(max_keyframe_bytes());
  before.resize(engine_.save(before));
  for (const Command& command : commands) EXPECT_TRUE(engine_.apply(command));
  after.resize(engine_.save(after));
  EXPECT_EQ(before, after);
}

TEST_F(EngineTest, KeepsTwoModulesOfOneTypeApartByTheirIdentity) {
  Patch patch(1);
  patch.module(0, kNoise, 11).module(1, kNoise, 12).hear(0, 0).hear(1, 1);
  ASSERT_TRUE(play(engine_, patch));
  const auto samples = render(engine_, 64);
  EXPECT_NE(channel(samples, 0), channel(samples, 1));
}

}  // namespace
}  // namespace chronus::engine
