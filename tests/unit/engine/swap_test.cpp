// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "engine/engine.hpp"
#include "tiny_modules.hpp"

namespace chronus::engine {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using namespace tiny;

class Swap : public ::testing::Test {
 protected:
  std::vector<float> left(int frames) { return channel(render(engine_, frames), 0); }

  Engine engine_{kFormat, modules()};
};

TEST_F(Swap, WithoutItsVersionStagedIsRefusedAndChangesNothing) {
  EXPECT_FALSE(engine_.apply(swap_to(0)));
  EXPECT_FALSE(engine_.apply(swap_to(1)));
  ASSERT_TRUE(engine_.build(Patch(2).module(0, kCounter, 1).hear(0).get()));
  EXPECT_FALSE(engine_.apply(swap_to(1)));
  EXPECT_EQ(engine_.staged_version(), 2U);
  EXPECT_EQ(engine_.patch_version(), 0U);
  EXPECT_TRUE(engine_.apply(swap_to(2)));
  EXPECT_EQ(engine_.staged_version(), 0U);
  EXPECT_FALSE(engine_.apply(swap_to(2)));
  EXPECT_EQ(engine_.patch_version(), 2U);
}

TEST_F(Swap, TakesTheLastOfSeveralBuilds) {
  ASSERT_TRUE(engine_.build(Patch(1).module(0, kConstant, 1, {1.0F}).hear(0).get()));
  ASSERT_TRUE(engine_.build(Patch(2).module(0, kConstant, 2, {2.0F}).hear(0).get()));
  EXPECT_FALSE(engine_.apply(swap_to(1)));
  EXPECT_TRUE(engine_.apply(swap_to(2)));
  EXPECT_THAT(left(3), Each(2.0F));
}

TEST_F(Swap, KeepsTheStagedPatchWhenALaterBuildIsRefused) {
  ASSERT_TRUE(engine_.build(Patch(1).module(0, kConstant, 1, {1.0F}).hear(0).get()));
  EXPECT_FALSE(engine_.build(Patch(2).get()));
  EXPECT_FALSE(engine_.build(Patch(0).module(0, kConstant, 1).hear(0).get()));
  EXPECT_EQ(engine_.staged_version(), 1U);
}

TEST_F(Swap, KeepsTheStateOfModulesThatStay) {
  ASSERT_TRUE(play(engine_, Patch(1).module(3, kCounter, 1).hear(3)));
  left(10);
  Patch next(2);
  next.module(3, kCounter, 1, {50.0F}).module(0, kCounter, 2, {2.0F}).hear(3).hear(0, 1);
  ASSERT_TRUE(play(engine_, next));
  // The kept counter keeps its step of 1 too: values are for fresh modules.
  EXPECT_THAT(render(engine_, 3), ElementsAre(10.0F, 0.0F, 11.0F, 2.0F, 12.0F, 4.0F));
}

TEST_F(Swap, TakesTheStateOfTheSwapsFrameNotOfTheBuilds) {
  ASSERT_TRUE(play(engine_, Patch(1).module(3, kCounter, 1).hear(3)));
  ASSERT_TRUE(engine_.build(Patch(2).module(3, kCounter, 1).hear(3).get()));
  left(500);
  ASSERT_TRUE(engine_.apply(swap_to(2)));
  EXPECT_EQ(left(1)[0], 500.0F);
}

TEST_F(Swap, StartsAfreshWhereIdentityPlaceOrTypeIsAnother) {
  ASSERT_TRUE(play(engine_, Patch(1).module(3, kCounter, 1).hear(3)));
  left(10);
  ASSERT_TRUE(play(engine_, Patch(2).module(3, kCounter, 2).hear(3)));
  EXPECT_EQ(left(10)[0], 0.0F);
  ASSERT_TRUE(play(engine_, Patch(3).module(4, kCounter, 2).hear(4)));
  EXPECT_EQ(left(10)[0], 0.0F);
  ASSERT_TRUE(play(engine_, Patch(4).module(4, kConstant, 2, {6.0F}).hear(4)));
  EXPECT_EQ(left(10)[0], 6.0F);
}

TEST_F(Swap, KeepsAGlideGoing) {
  ASSERT_TRUE(play(engine_, Patch(1).module(0, kConstant, 1, {0.0F}).hear(0)));
  engine_.apply(set_param(0, 0, 8.0));
  left(kGlideFrames / 2);
  ASSERT_TRUE(play(engine_, Patch(2, 5).module(0, kConstant, 1, {0.0F}).hear(0)));
  const auto samples = left(kGlideFrames / 2);
  for (int i = 0; i < kGlideFrames / 2; ++i) {
    EXPECT_NEAR(samples[i], 4.0F + 8.0F * static_cast<float>(i + 1) / kGlideFrames, 1e-5F) << i;
  }
}

TEST_F(Swap, CrossfadesLinearlyFromTheFrameOfTheSwap) {
  ASSERT_TRUE(play(engine_, Patch(1).module(0, kConstant, 1, {1.0F}).hear(0)));
  left(1);
  ASSERT_TRUE(play(engine_, Patch(2, 3).module(1, kConstant, 2, {9.0F}).hear(1)));
  EXPECT_THAT(left(5), ElementsAre(3.0F, 5.0F, 7.0F, 9.0F, 9.0F));
}

TEST_F(Swap, FadesTheFirstPatchInUnlessItIsToCut) {
  ASSERT_TRUE(play(engine_, Patch(1, 3).module(0, kConstant, 1, {4.0F}).hear(0)));
  EXPECT_THAT(left(4), ElementsAre(1.0F, 2.0F, 3.0F, 4.0F));
  ASSERT_TRUE(play(engine_, Patch(2, 0).module(0, kConstant, 2, {7.0F}).hear(0)));
  EXPECT_THAT(left(1), ElementsAre(7.0F));
}

TEST_F(Swap, ToTheSamePatchCannotBeHeard) {
  const auto patch = [](std::uint64_t version) {
    Patch made(version, 300);
    made.module(0, kNoise, 1).module(1, kOnePole, 2, {0.1F}).module(2, kGated, 3);
    return made.connect(0, 1).modulate(2, 1, 0).hear(1, 0).hear(0, 1);
  };
  Engine steady(kFormat, modules());
  ASSERT_TRUE(play(steady, patch(1)));
  ASSERT_TRUE(play(engine_, patch(1)));
  for (std::uint64_t version = 2; version < 5; ++version) {
    EXPECT_EQ(render(engine_, 777), render(steady, 777));
    ASSERT_TRUE(play(engine_, patch(version)));
    const auto faded = render(engine_, 777);
    const auto expected = render(steady, 777);
    for (std::size_t i = 0; i < faded.size(); ++i) ASSERT_NEAR(faded[i], expected[i], 1e-6F) << i;
  }
}

TEST_F(Swap, LetsCommandsReachBothSidesOfACrossfadeWhereTheModuleIsTheSame) {
  ASSERT_TRUE(
      play(engine_, Patch(1).module(0, kGated, 1).module(1, kGated, 2).hear(0, 0).hear(1, 1)));
  render(engine_, 1);
  ASSERT_TRUE(
      play(engine_, Patch(2, 3).module(0, kGated, 1).module(1, kGated, 9).hear(0, 0).hear(1, 1)));
  engine_.apply(gate(0, 1));
  engine_.apply(gate(1, 1));
  // Left: both sides at 1. Right: only the new side, fading in.
  EXPECT_THAT(render(engine_, 4), ElementsAre(1.0F, 0.25F, 1.0F, 0.5F, 1.0F, 0.75F, 1.0F, 1.0F));
}

TEST_F(Swap, DuringACrossfadeEndsIt) {
  ASSERT_TRUE(play(engine_, Patch(1).module(0, kConstant, 1, {1.0F}).hear(0)));
  ASSERT_TRUE(play(engine_, Patch(2, 99).module(1, kConstant, 2, {5.0F}).hear(1)));
  left(10);
  ASSERT_TRUE(play(engine_, Patch(3, 3).module(2, kConstant, 3, {9.0F}).hear(2)));
  EXPECT_THAT(left(5), ElementsAre(6.0F, 7.0F, 8.0F, 9.0F, 9.0F));
}

TEST_F(Swap, LeavesNothingOfThePatchesThatCameBefore) {
  // Many swaps through the three racks, each rack used for patches of different shapes.
  for (std::uint64_t version = 1; version < 40; ++version) {
    const auto value = static_cast<float>(version % 10);
    Patch patch(version, static_cast<std::uint32_t>(version % 7));
    for (int i = 0; i < static_cast<int>(version * 5 % 11); ++i) {
      patch.module(10 + i, kNoise, static_cast<std::uint32_t>(1'000 * version + i));
    }
    patch.module(1, kConstant, static_cast<std::uint32_t>(version), {value}).hear(1);
    ASSERT_TRUE(play(engine_, patch));
    EXPECT_EQ(left(7).back(), value) << version;
  }
}

// Data races between the builder and the render thread are for ThreadSanitizer to see.
TEST_F(Swap, AgreesWithABuilderOnAnotherThread) {
  constexpr std::uint64_t kVersions = 400;
  std::thread builder([&] {
    for (std::uint64_t version = 1; version <= kVersions; ++version) {
      const auto value = static_cast<float>(version % 10);
      Patch patch(version, static_cast<std::uint32_t>(version % 5));
      patch.module(0, kConstant, static_cast<std::uint32_t>(version), {value}).hear(0);
      while (!engine_.build(patch.get())) std::this_thread::yield();
      // Staged once more, which races with the swap; no rack may be free just then.
      if (version % 3 == 0) (void)engine_.build(patch.get());
      while (engine_.staged_version() != 0) std::this_thread::yield();
    }
  });
  std::uint64_t played = 0;
  while (played < kVersions) {
    const std::uint64_t staged = engine_.staged_version();
    if (staged != 0 && engine_.apply(swap_to(staged))) {
      played = staged;
      EXPECT_EQ(engine_.patch_version(), staged);
      const auto samples = left(6);
      EXPECT_EQ(samples.back(), static_cast<float>(staged % 10));
    }
    render(engine_, 1);
  }
  builder.join();
}

}  // namespace
}  // namespace chronus::engine
