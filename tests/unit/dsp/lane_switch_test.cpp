// SPDX-License-Identifier: MIT
#include "dsp/lane_switch.hpp"

#include <gtest/gtest.h>

namespace chronus::dsp {
namespace {

constexpr float kRate = 48'000.0F;
constexpr int kFade = 240;

/// What is heard of two waves that stand at these levels.
float heard(LaneSwitch<1>& one, int choice) {
  const auto mix = one.next({choice}, kRate);
  return LaneSwitch<1>::heard(mix, [](const Int<1>& wave) { return to_float(wave); }).a;
}

TEST(LaneSwitch, HasItsFirstChoiceAtOnce) {
  LaneSwitch<1> one;
  EXPECT_EQ(heard(one, 3), 3.0F);
  LaneSwitch<1> other;
  EXPECT_TRUE(other.rests_at({3}));
  EXPECT_FALSE(other.rests_at({1}));
}

TEST(LaneSwitch, FadesToTheNextOneInItsTimeAndRests) {
  LaneSwitch<1> one;
  heard(one, 0);
  float before = 0.0F;
  for (int frame = 0; frame < kFade; ++frame) {
    const float now = heard(one, 1);
    EXPECT_GE(now, before) << frame;
    EXPECT_LT(now - before, 0.01F) << frame;
    EXPECT_EQ(one.has({1}), frame == kFade - 1);
    before = now;
  }
  EXPECT_EQ(heard(one, 1), 1.0F);
}

TEST(LaneSwitch, AChoiceThatComesWhileItFadesWaits) {
  LaneSwitch<1> one;
  heard(one, 0);
  for (int frame = 0; frame < 10; ++frame) heard(one, 1);
  float before = heard(one, 2);
  for (int frame = 11; frame < 2 * kFade; ++frame) {
    const float now = heard(one, 2);
    EXPECT_NEAR(now, before, 0.01F) << frame;
    before = now;
  }
  EXPECT_EQ(heard(one, 2), 2.0F);
  EXPECT_TRUE(one.has({2}));
}

TEST(LaneSwitch, EachLaneHasItsOwn) {
  LaneSwitch<8> all;
  Int<8> choice = all_lanes<Int<8>>(0);
  all.next(choice, kRate);
  set(&choice, 5, 1);
  for (int frame = 0; frame < kFade / 2; ++frame) all.next(choice, kRate);
  const auto mix = all.next(choice, kRate);
  EXPECT_EQ(bits_of(mix.fades), 1U << 5U);
  EXPECT_NEAR(get(mix.share, 5), 0.5F, 1e-3F);
}

}  // namespace
}  // namespace chronus::dsp
