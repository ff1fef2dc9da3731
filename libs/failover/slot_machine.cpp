// SPDX-License-Identifier: MIT
#include "failover/slot_machine.hpp"

namespace chronus::failover {
namespace {

struct Row {
  SlotState state;
  SlotEvent event;
  SlotState next;
  SlotAction action;
};

constexpr Row kTable[] = {
    {SlotState::kDown, SlotEvent::kSpawned, SlotState::kStarting, SlotAction::kNone},
    {SlotState::kDown, SlotEvent::kGiveUp, SlotState::kLeftDown, SlotAction::kAlarm},

    {SlotState::kStarting, SlotEvent::kMapped, SlotState::kJoining, SlotAction::kJoin},
    {SlotState::kStarting, SlotEvent::kTimedOut, SlotState::kFailing, SlotAction::kKill},
    {SlotState::kStarting, SlotEvent::kReplace, SlotState::kFailing, SlotAction::kKill},
    {SlotState::kStarting, SlotEvent::kExited, SlotState::kDown, SlotAction::kRefill},

    {SlotState::kJoining, SlotEvent::kCaughtUp, SlotState::kReady, SlotAction::kAnnounce},
    {SlotState::kJoining, SlotEvent::kHung, SlotState::kFailing, SlotAction::kKill},
    {SlotState::kJoining, SlotEvent::kTimedOut, SlotState::kFailing, SlotAction::kKill},
    {SlotState::kJoining, SlotEvent::kReplace, SlotState::kFailing, SlotAction::kKill},
    {SlotState::kJoining, SlotEvent::kExited, SlotState::kDown, SlotAction::kRefill},

    {SlotState::kReady, SlotEvent::kHung, SlotState::kFailing, SlotAction::kKill},
    {SlotState::kReady, SlotEvent::kReplace, SlotState::kStopping, SlotAction::kTerminate},
    {SlotState::kReady, SlotEvent::kExited, SlotState::kDown, SlotAction::kRefill},

    {SlotState::kStopping, SlotEvent::kHung, SlotState::kFailing, SlotAction::kKill},
    {SlotState::kStopping, SlotEvent::kTimedOut, SlotState::kFailing, SlotAction::kKill},
    {SlotState::kStopping, SlotEvent::kExited, SlotState::kDown, SlotAction::kRefill},

    {SlotState::kFailing, SlotEvent::kExited, SlotState::kDown, SlotAction::kRefill},

    {SlotState::kLeftDown, SlotEvent::kReplace, SlotState::kDown, SlotAction::kStart},
    {SlotState::kLeftDown, SlotEvent::kRetry, SlotState::kDown, SlotAction::kNone},
};

}  // namespace

SlotStep on_event(SlotState state, SlotEvent event) {
  for (const auto& row : kTable) {
    if (row.state == state && row.event == event) return {row.next, row.action};
  }
  return {state, SlotAction::kNone};
}

std::string_view to_text(SlotState state) {
  switch (state) {
    case SlotState::kDown:
      return "down";
    case SlotState::kStarting:
      return "starting";
    case SlotState::kJoining:
      return "joining";
    case SlotState::kReady:
      return "ready";
    case SlotState::kStopping:
      return "stopping";
    case SlotState::kFailing:
      return "failing";
    case SlotState::kLeftDown:
      return "left down";
    case SlotState::kUnused:
      return "unused";
  }
  return "unknown";
}

}  // namespace chronus::failover
