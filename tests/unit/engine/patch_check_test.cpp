// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "engine/plan.hpp"
#include "tiny_modules.hpp"

namespace chronus::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace tiny;

const char* name_of(int place, void* /*context*/) {
  static constexpr const char* kNames[] = {"osc1", "env1", "filt1", "mix1"};
  return place < 4 ? kNames[place] : nullptr;
}

std::string refusal(const Patch& patch) {
  const Status status =
      check_patch(patch.get(), modules().catalog(), kFormat.rate, {name_of, nullptr});
  return status ? "accepted" : status.reason();
}

std::string anonymous_refusal(const Patch& patch) {
  const Status status = check_patch(patch.get(), modules().catalog(), kFormat.rate);
  return status ? "accepted" : status.reason();
}

/// osc1 (counter) → filt1 (one pole) → output, and mix1 (adder) that nobody hears.
Patch good() {
  Patch patch(1, 10);
  patch.module(0, kCounter, 1).module(2, kOnePole, 2).module(3, kAdder, 3);
  return patch.connect(0, 2).connect(2, 3).hear(2);
}

TEST(PatchCheck, AcceptsAGoodPatchAndModulesThatNobodyHears) {
  EXPECT_EQ(refusal(good()), "accepted");
}

TEST(PatchCheck, NamesTheModulesOfACycle) {
  EXPECT_EQ(refusal(good().connect(3, 2)), "cycle through filt1 -> mix1 -> filt1");
  EXPECT_EQ(refusal(good().connect(3, 3)), "cycle through mix1 -> mix1");
  EXPECT_EQ(anonymous_refusal(good().connect(3, 2)), "cycle through places 2 -> 3 -> 2");
}

TEST(PatchCheck, SeesACycleThroughModulation) {
  EXPECT_EQ(refusal(good().modulate(3, 0, 0)), "cycle through osc1 -> filt1 -> mix1 -> osc1");
}

TEST(PatchCheck, LeavesModulesBehindACycleOutOfItsName) {
  Patch patch(1);
  for (int i = 0; i < 5; ++i) patch.module(10 + i, kAdder, static_cast<std::uint32_t>(i + 1));
  patch.connect(12, 13).connect(13, 14).connect(14, 12).connect(14, 10).connect(11, 12).hear(10);
  EXPECT_EQ(refusal(patch), "cycle through places 12 -> 13 -> 14 -> 12");
}

TEST(PatchCheck, RefusesAPatchThatCannotBeHeard) {
  EXPECT_EQ(refusal(Patch(1).module(0, kCounter, 1)), "no module is connected to the output");
}

TEST(PatchCheck, NamesTheConnectionAndTheIndexThatDoNotExist) {
  EXPECT_EQ(refusal(good().connect(0, 2, 0, 1)),
            "connection 3: osc1 has no output port 1 (it has 1)");
  EXPECT_EQ(refusal(good().connect(0, 2, 1)), "connection 3: filt1 has no input 1 (it has 1)");
  EXPECT_EQ(refusal(good().modulate(0, 2, 7)), "connection 3: filt1 has no parameter 7 (it has 1)");
  EXPECT_EQ(refusal(good().hear(0, 255)),
            "connection 3: the output has no channel 255 (it has 255)");
  EXPECT_EQ(refusal(good().connect(1, 2)), "connection 3: the source, env1, holds no module");
  EXPECT_EQ(refusal(good().connect(0, 77)),
            "connection 3: the destination, place 77, holds no module");
  EXPECT_EQ(refusal(good().connect(60'000, 2)),
            "connection 3: the source, place 60000, holds no module");
  Patch patch = good();
  patch.edit().connections[0].target = static_cast<Target>(9);
  EXPECT_EQ(refusal(patch), "connection 0: unknown target 9");
}

TEST(PatchCheck, NamesModulesThatAreNoModules) {
  Patch unknown = good();
  unknown.edit().modules[2].type = catalog::ModuleId{999};
  EXPECT_EQ(refusal(unknown), "filt1: there is no module type of the id 999");

  Patch twins = good();
  twins.edit().modules[2].identity = 1;
  EXPECT_EQ(refusal(twins), "osc1 and filt1 have the same identity 1");

  Patch broken = good();
  broken.edit().modules[2].values[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(refusal(broken), "filt1: the value of coefficient is not a finite number");
  // Values beyond the type's parameters mean nothing.
  broken = good();
  broken.edit().modules[2].values[1] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(refusal(broken), "accepted");
}

TEST(PatchCheck, KeepsToTheLimitOfModules) {
  Patch patch(1);
  for (int i = 0; i < kMaxModules; ++i) {
    patch.module(2 * i, kConstant, static_cast<std::uint32_t>(i + 1));
  }
  patch.hear(0);
  EXPECT_EQ(refusal(patch), "accepted");
  patch.module(1, kConstant, 999);
  EXPECT_EQ(refusal(patch), "a patch holds at most 256 modules, this one has 257");
}

TEST(PatchCheck, KeepsToTheLimitsOfConnectionsFadeAndState) {
  Patch patch = good();
  patch.edit().connection_count = kMaxConnections + 1;
  EXPECT_EQ(refusal(patch), "a patch holds at most 1024 connections, this one has 1025");
  patch = good();
  patch.edit().fade_frames = kMaxFadeFrames + 1;
  EXPECT_THAT(refusal(patch), HasSubstr("crossfade of 1920001 frames"));
  patch = good();
  for (unsigned n = 0; n < 7; ++n) patch.module(static_cast<int>(10 + n), kHuge, 50 + n);
  EXPECT_EQ(refusal(patch), "accepted");
  EXPECT_THAT(refusal(patch.module(17, kHuge, 57)),
              HasSubstr("bytes of state at 8000 Hz, a rack holds 25165824"));
}

TEST(RenderOrder, TakesTheLowestPlaceFirstWhereThereIsAChoice) {
  Patch patch(1);
  for (const int place : {9, 4, 300, 2, 7}) {
    patch.module(place, kAdder, static_cast<std::uint32_t>(place));
  }
  patch.connect(9, 2).connect(300, 4).connect(9, 4);
  const auto order = render_order(patch.get(), modules().catalog(), {});
  ASSERT_TRUE(order);
  EXPECT_THAT(*order, ElementsAre(7, 9, 2, 300, 4));
}

TEST(PatchCheck, TakesACompletelyFullPatch) {
  Patch patch(1);
  for (int i = 0; i < kMaxModules; ++i) patch.module(i, kAdder, static_cast<std::uint32_t>(i + 1));
  // A chain of 256, each input fed twice from before it.
  for (int i = 1; i < kMaxModules; ++i) {
    patch.connect(i - 1, i, 0).connect(i - 1, i, 1).connect(0, i, 0).connect(0, i, 1);
  }
  patch.hear(kMaxModules - 1).hear(0, 1).hear(1, 1).hear(2, 1);
  EXPECT_EQ(patch.get().connection_count, static_cast<std::uint32_t>(kMaxConnections));
  EXPECT_EQ(refusal(patch), "accepted");
}

}  // namespace
}  // namespace chronus::engine
