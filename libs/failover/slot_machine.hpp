// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace chronus::failover {

/// A slot's life. Up (kStarting, kJoining) is not ready. Primary and standby are roles, given and
/// taken by the conductor among the ready: they are no states.
enum class SlotState {
  kDown,      ///< no worker; waits for its turn to start
  kStarting,  ///< the process runs, its memory is not mapped yet
  kJoining,   ///< takes over a keyframe and catches up
  kReady,     ///< its next block is exact: may be promoted
  kStopping,  ///< asked to end (SIGTERM): it gave up its role, nobody is in a hurry
  kFailing,   ///< killed or about to end; only its exit matters
  kLeftDown,  ///< its workers die again and again: empty until somebody asks, or time for a retry
  kUnused,    ///< this supervisor runs one worker only
};

enum class SlotEvent {
  kSpawned,   ///< a process was started, or the spare took the slot
  kMapped,    ///< the worker reports its memory mapped and locked
  kCaughtUp,  ///< its rendered frame is level with what it may render
  kHung,      ///< the detector's verdict, or the worker reports that it failed
  kTimedOut,  ///< not mapped, not caught up, or not ended in time
  kReplace,   ///< someone asked for a new worker here
  kExited,    ///< reaped
  kGiveUp,    ///< the death tally is full and the other slot plays
  kRetry,     ///< it was left down for long enough
};

enum class SlotAction {
  kNone,
  kJoin,       ///< feed it commands and give it a state
  kAnnounce,   ///< it is ready: tell everyone
  kTerminate,  ///< SIGTERM; SIGKILL when that takes too long
  kKill,       ///< SIGKILL
  kRefill,     ///< take it off the conductor, start a new worker when the throttle allows
  kAlarm,      ///< tell everyone that the slot stays empty
  kStart,      ///< start a worker although the slot was left down
};

struct SlotStep {
  SlotState next;
  SlotAction action;
};

/// The table: what an event means in a state. Events that make no sense in a state change nothing
/// (a late report of a worker that was killed meanwhile).
SlotStep on_event(SlotState state, SlotEvent event);

std::string_view to_text(SlotState state);

}  // namespace chronus::failover
