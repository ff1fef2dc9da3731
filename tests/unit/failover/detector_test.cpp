// SPDX-License-Identifier: MIT
#include "failover/detector.hpp"

#include <gtest/gtest.h>

namespace chronus::failover {
namespace {

using enum Slot;

constexpr std::int64_t kTick_ns = 1'000'000;
constexpr DetectorLimits kLimits{2, 10, kTick_ns};

/// Two workers whose hearts the test moves by hand.
struct Pair {
  Detector detector{kLimits};
  PerSlot<SlotView> slots{SlotView{true, 1}, SlotView{true, 1}};
  Slot primary = kFirst;

  Verdict tick(bool first_beats, bool second_beats) {
    slots[kFirst].heartbeat += first_beats ? 1 : 0;
    slots[kSecond].heartbeat += second_beats ? 1 : 0;
    return detector.on_tick(slots, primary);
  }
};

bool is_hung(const Verdict& verdict, Slot slot) { return verdict.hung[slot]; }
bool nobody_is_hung(const Verdict& verdict) {
  return !verdict.hung[kFirst] && !verdict.hung[kSecond];
}

TEST(Detector, BeatingWorkersAreLeftAlone) {
  Pair pair;
  for (int i = 0; i < 1000; ++i) {
    pair.slots[kFirst].cpu_ns += kTick_ns;  // busy is not hung
    const auto verdict = pair.tick(true, true);
    EXPECT_EQ(verdict.promote, std::nullopt);
    EXPECT_TRUE(nobody_is_hung(verdict));
  }
}

TEST(Detector, SilentPrimaryLosesItsRoleAfterTwoTicks) {
  Pair pair;
  pair.tick(true, true);
  EXPECT_EQ(pair.tick(false, true).promote, std::nullopt);
  EXPECT_EQ(pair.tick(false, true).promote, kSecond);
}

TEST(Detector, SilentStandbyIsNotPromotedOverAndDiesLate) {
  Pair pair;
  pair.tick(true, true);
  for (int i = 1; i < kLimits.kill_after; ++i) {
    const auto verdict = pair.tick(true, false);
    EXPECT_EQ(verdict.promote, std::nullopt);
    EXPECT_TRUE(nobody_is_hung(verdict)) << i;
  }
  EXPECT_TRUE(is_hung(pair.tick(true, false), kSecond));
}

TEST(Detector, OneThatIsStarvedIsNotHungForALongWhile) {
  Pair pair;
  pair.tick(true, true);
  pair.slots[kFirst].starved = true;
  EXPECT_EQ(pair.tick(false, true).promote, std::nullopt);
  EXPECT_EQ(pair.tick(false, true).promote, kSecond);
  for (int i = 3; i < kLimits.kill_starved_after(); ++i) {
    EXPECT_TRUE(nobody_is_hung(pair.tick(false, true))) << i;
  }
  EXPECT_TRUE(is_hung(pair.tick(false, true), kFirst));
}

TEST(Detector, OneThatWasStarvedAndThenStoppedIsHung) {
  Pair pair;
  pair.tick(true, true);
  pair.slots[kFirst].starved = true;
  for (int i = 0; i < 2 * kLimits.kill_after; ++i) pair.tick(false, true);
  pair.slots[kFirst].starved = false;
  EXPECT_TRUE(is_hung(pair.tick(false, true), kFirst));
}

TEST(Detector, StallOfTheWholeMachineBlamesNobody) {
  Pair pair;
  pair.tick(true, true);
  for (int i = 0; i < 1000; ++i) {
    const auto verdict = pair.tick(false, false);
    EXPECT_EQ(verdict.promote, std::nullopt);
    EXPECT_TRUE(nobody_is_hung(verdict));
  }
  EXPECT_EQ(pair.detector.missed(kFirst), 0);
}

TEST(Detector, StallInTheMiddleOfAHangDoesNotSpeedTheVerdict) {
  Pair pair;
  pair.tick(true, true);
  pair.tick(false, true);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(pair.tick(false, false).promote, std::nullopt);
  EXPECT_EQ(pair.tick(false, true).promote, kSecond);
}

TEST(Detector, LastRunningWorkerIsNeverHungForItsSilence) {
  Pair pair;
  pair.slots[kSecond].running = false;
  for (int i = 0; i < 1000; ++i) {
    const auto verdict = pair.tick(false, true);
    EXPECT_EQ(verdict.promote, std::nullopt);
    EXPECT_TRUE(nobody_is_hung(verdict));
  }
}

TEST(Detector, WorkerThatComesBackIsForgiven) {
  Pair pair;
  pair.primary = kSecond;
  pair.tick(true, true);
  for (int i = 0; i < kLimits.kill_after - 1; ++i) pair.tick(false, true);
  EXPECT_TRUE(nobody_is_hung(pair.tick(true, true)));
  EXPECT_EQ(pair.detector.missed(kFirst), 0);
}

TEST(Detector, NewWorkerDoesNotInheritMisses) {
  Pair pair;
  pair.tick(true, true);
  for (int i = 0; i < 5; ++i) pair.tick(false, true);
  pair.detector.forget(kFirst);
  EXPECT_EQ(pair.detector.missed(kFirst), 0);
}

TEST(Detector, SlowPrimaryLosesItsRoleButLives) {
  Pair pair;
  pair.slots[kFirst].behind = 2;
  EXPECT_EQ(pair.tick(true, true).promote, std::nullopt);
  EXPECT_EQ(pair.tick(true, true).promote, kSecond);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(nobody_is_hung(pair.tick(true, true)));
}

TEST(Detector, PrimaryThatCatchesUpKeepsItsRole) {
  Pair pair;
  for (int i = 0; i < 100; ++i) {
    pair.slots[kFirst].behind = i % 2 == 0 ? 3 : 0;
    EXPECT_EQ(pair.tick(true, true).promote, std::nullopt);
  }
}

TEST(Detector, SlowPrimaryIsNotReplacedByASlowStandby) {
  Pair pair;
  pair.slots[kFirst].behind = 5;
  pair.slots[kSecond].behind = 1;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(pair.tick(true, true).promote, std::nullopt);
}

TEST(Detector, EndlessLoopsInBothAreToldFromAStallByTheProcessorTimeTheyBurn) {
  Pair pair;
  pair.tick(true, true);
  for (int i = 0; i < kLimits.kill_after; ++i) {
    EXPECT_TRUE(nobody_is_hung(pair.tick(false, false))) << i;
    for (auto& slot : pair.slots) slot.cpu_ns += kTick_ns;
  }
  const auto verdict = pair.tick(false, false);
  EXPECT_TRUE(verdict.hung[kFirst] && verdict.hung[kSecond]);
}

TEST(Detector, LastRunningWorkerInAnEndlessLoopIsHung) {
  Pair pair;
  pair.slots[kSecond].running = false;
  pair.tick(true, false);
  pair.tick(false, false);
  pair.slots[kFirst].cpu_ns += (kLimits.kill_after - 1) * kTick_ns;
  EXPECT_TRUE(nobody_is_hung(pair.tick(false, false)));
  pair.slots[kFirst].cpu_ns += kTick_ns;
  EXPECT_TRUE(is_hung(pair.tick(false, false), kFirst));
}

TEST(Detector, ProcessorTimeBeforeTheSilenceDoesNotCount) {
  Pair pair;
  pair.slots[kFirst].cpu_ns = 1'000 * kTick_ns;
  pair.slots[kSecond].running = false;
  pair.tick(true, false);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(nobody_is_hung(pair.tick(false, false)));
}

TEST(Detector, ProcessorTimeCountsFromTheLastTickAtWhichAWorkerWasHeard) {
  Pair pair;
  pair.tick(true, true);
  pair.slots[kFirst].cpu_ns += kTick_ns;
  pair.tick(false, true);
  EXPECT_EQ(pair.detector.burned_ns(kFirst), kTick_ns);
  pair.slots[kFirst].cpu_ns += kTick_ns;
  pair.tick(false, false);
  EXPECT_EQ(pair.detector.burned_ns(kFirst), 2 * kTick_ns);
  pair.tick(true, true);
  EXPECT_EQ(pair.detector.burned_ns(kFirst), 0);
}

TEST(Detector, WorkerThatWasNeverHeardIsNotChargedWithItsStart) {
  Pair pair;
  pair.slots[kFirst] = {true, 0, 0, 1'000 * kTick_ns};
  EXPECT_TRUE(nobody_is_hung(pair.tick(false, true)));
  EXPECT_EQ(pair.detector.burned_ns(kFirst), 0);
}

}  // namespace
}  // namespace chronus::failover
