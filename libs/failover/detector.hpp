// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "base/slot.hpp"

namespace chronus::failover {

/// What the conductor sees of a slot at a tick (one tick a block of the audio clock; both workers
/// were woken at the tick before).
struct SlotView {
  bool running = false;         ///< holds exact state and takes commands
  std::uint64_t heartbeat = 0;  ///< changes whenever the worker's loop comes round
  std::int64_t behind = 0;      ///< whole blocks that it could have rendered at the tick before
  std::int64_t cpu_ns = 0;      ///< processor time that its process has used
  bool starved = false;         ///< would run, and is given no processor
};

struct DetectorLimits {
  /// Ticks without progress while the peer makes some, after which the peer is promoted. Cheap and
  /// reversible, so early: it must fit in the lead to be hitless.
  int promote_after = 2;
  /// Ticks without a heartbeat while the peer beats, after which the worker is killed and
  /// replaced. Dear, so late.
  int kill_after = 40;
  /// The same for one that is starved.
  int kill_starved_after() const { return 10 * kill_after; }
  std::int64_t tick_ns = 2'666'667;  ///< one block
};

struct Verdict {
  std::optional<Slot> promote;  ///< this slot should lead from now on; none: whoever does
  PerSlot<bool> hung{};         ///< these should be killed and replaced
};

/// Tells a worker that hangs from a machine that stalls, by three signs.
///
/// Silent: a tick counts as missed by a slot when its heartbeat stood still while the peer's
/// moved; when both stand still nobody is to blame. One that is starved has lost its role by then,
/// but is not hung: another one in its place would have no more (real-time threads that take all
/// of a core are held back for 50 ms a second, sched(7)); only for so long. Slow: a primary that
/// has two blocks to render and does not, tick after tick, while the standby is level, gives up the
/// role but lives. Looping: a worker whose heartbeat stands still while its own process burns
/// processor time is in an endless loop, whatever its peer does: a stopped, starved or stalled one
/// burns none. This sign alone counts against the last running worker. Pure; used by one thread.
class Detector {
 public:
  explicit Detector(DetectorLimits limits) : limits_(limits) {}

  Verdict on_tick(const PerSlot<SlotView>& slots, Slot primary);
  /// A new worker sits in the slot: its history starts again.
  void forget(Slot slot);
  /// Ticks in a row that the slot has missed.
  int missed(Slot slot) const { return history(slot).missed; }
  /// Whether its heartbeat stood still at the last tick.
  bool is_silent(Slot slot) const { return history(slot).silent; }
  /// Processor time that the slot's process has burned since the last tick at which it was heard.
  std::int64_t burned_ns(Slot slot) const { return history(slot).burned_ns; }

 private:
  struct History {
    std::uint64_t heartbeat = 0;
    int missed = 0;
    int slow = 0;
    bool known = false;  // it ran at the last tick
    bool silent = false;
    std::int64_t heard_cpu_ns = 0;  // at the last tick that it was heard at
    std::int64_t burned_ns = 0;
  };
  const History& history(Slot slot) const { return slots_[slot]; }
  void observe(const PerSlot<SlotView>& slots, Slot primary);

  DetectorLimits limits_;
  PerSlot<History> slots_;
};

}  // namespace chronus::failover
