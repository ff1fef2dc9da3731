// SPDX-License-Identifier: MIT
#include "failover/slot_machine.hpp"

#include <gtest/gtest.h>

namespace chronus::failover {
namespace {

constexpr SlotState kStates[] = {SlotState::kDown,     SlotState::kStarting, SlotState::kJoining,
                                 SlotState::kReady,    SlotState::kStopping, SlotState::kFailing,
                                 SlotState::kLeftDown, SlotState::kUnused};

TEST(SlotMachine, RefillGoesThroughJoiningToReady) {
  auto step = on_event(SlotState::kDown, SlotEvent::kSpawned);
  EXPECT_EQ(step.next, SlotState::kStarting);
  step = on_event(step.next, SlotEvent::kMapped);
  EXPECT_EQ(step.next, SlotState::kJoining);
  EXPECT_EQ(step.action, SlotAction::kJoin);
  step = on_event(step.next, SlotEvent::kCaughtUp);
  EXPECT_EQ(step.next, SlotState::kReady);
  EXPECT_EQ(step.action, SlotAction::kAnnounce);
}

TEST(SlotMachine, ExitOfAnyLivingWorkerRefillsItsSlot) {
  for (const auto state : kStates) {
    const bool lives =
        state != SlotState::kDown && state != SlotState::kLeftDown && state != SlotState::kUnused;
    const auto step = on_event(state, SlotEvent::kExited);
    EXPECT_EQ(step.next, lives ? SlotState::kDown : state);
    EXPECT_EQ(step.action, lives ? SlotAction::kRefill : SlotAction::kNone);
  }
}

TEST(SlotMachine, OnlyAJoiningWorkerBecomesReady) {
  for (const auto state : kStates) {
    const bool ready = on_event(state, SlotEvent::kCaughtUp).action == SlotAction::kAnnounce;
    EXPECT_EQ(ready, state == SlotState::kJoining) << to_text(state);
  }
}

TEST(SlotMachine, WorkerIsKilledOnceOnly) {
  for (const auto event : {SlotEvent::kHung, SlotEvent::kTimedOut, SlotEvent::kReplace}) {
    EXPECT_EQ(on_event(SlotState::kFailing, event).action, SlotAction::kNone);
    EXPECT_EQ(on_event(SlotState::kDown, event).action, SlotAction::kNone);
  }
}

TEST(SlotMachine, HungWorkerIsKilledAndWaitsForItsExit) {
  const auto step = on_event(SlotState::kReady, SlotEvent::kHung);
  EXPECT_EQ(step.next, SlotState::kFailing);
  EXPECT_EQ(step.action, SlotAction::kKill);
}

TEST(SlotMachine, ReplacedWorkerIsAskedFirstAndKilledWhenItDoesNotEnd) {
  const auto asked = on_event(SlotState::kReady, SlotEvent::kReplace);
  EXPECT_EQ(asked.next, SlotState::kStopping);
  EXPECT_EQ(asked.action, SlotAction::kTerminate);
  const auto late = on_event(asked.next, SlotEvent::kTimedOut);
  EXPECT_EQ(late.next, SlotState::kFailing);
  EXPECT_EQ(late.action, SlotAction::kKill);
}

TEST(SlotMachine, SlotLeftDownStaysSoUntilSomebodyAsksOrItIsTriedAgain) {
  const auto given_up = on_event(SlotState::kDown, SlotEvent::kGiveUp);
  EXPECT_EQ(given_up.next, SlotState::kLeftDown);
  EXPECT_EQ(given_up.action, SlotAction::kAlarm);
  for (const auto event : {SlotEvent::kSpawned, SlotEvent::kMapped, SlotEvent::kCaughtUp,
                           SlotEvent::kHung, SlotEvent::kTimedOut, SlotEvent::kExited}) {
    EXPECT_EQ(on_event(SlotState::kLeftDown, event).next, SlotState::kLeftDown);
  }
  EXPECT_EQ(on_event(SlotState::kLeftDown, SlotEvent::kRetry).next, SlotState::kDown);
  const auto asked = on_event(SlotState::kLeftDown, SlotEvent::kReplace);
  EXPECT_EQ(asked.next, SlotState::kDown);
  EXPECT_EQ(asked.action, SlotAction::kStart);
}

TEST(SlotMachine, UnusedSlotNeverChanges) {
  for (int event = 0; event <= static_cast<int>(SlotEvent::kRetry); ++event) {
    const auto step = on_event(SlotState::kUnused, static_cast<SlotEvent>(event));
    EXPECT_EQ(step.next, SlotState::kUnused);
    EXPECT_EQ(step.action, SlotAction::kNone);
  }
}

}  // namespace
}  // namespace chronus::failover
