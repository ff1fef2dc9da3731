// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "base/slot.hpp"

namespace chronus::failover {

/// What follows from roles outside. Called in the middle of a change: must not come back to Roles.
class RolesListener {
 public:
  virtual ~RolesListener() = default;
  /// `to` is heard from now on; `from == to`: it was the primary already, and is again.
  virtual void on_role(Slot from, Slot to, std::string_view why) = 0;
  /// The primary, `lost`, died, hung or was replaced. `next` is heard in its place; nobody where
  /// all workers were lost. Not told of one that is only late: that is on_role() alone.
  virtual void on_failover(Slot lost, std::optional<Slot> next, std::string_view why) = 0;
};

/// How sure it is that a worker must go.
enum class Certainty {
  kPlaysStill,  ///< it does worse than its peer: the last worker that can play is kept
  kIsLost,      ///< it will never play again, even if it is the last
};

/// Who may play, and who does. A slot's worker may once it is ready, until it is evicted or has
/// missed commands; one slot is the primary's at any time, ready or not. The role can be lost on
/// suspicion: that is a failover only if the suspect turns out to be lost. Pure; used by one
/// thread.
///
/// Invariants: a slot takes the role only once its worker plays (but for begin_restore(), when
/// there is no other), and on doubt or eviction of the other only while it is ready; the last
/// ready worker is evicted only when it is certainly lost.
class Roles {
 public:
  explicit Roles(RolesListener& listener) : listener_(listener) {}

  Slot primary() const { return primary_; }
  Slot standby() const { return other(primary_); }
  /// May play: its next block would be exact.
  bool is_ready(Slot slot) const { return plays(slot) && !at(slot).missed_commands; }
  bool both_are_ready() const { return is_ready(Slot::kFirst) && is_ready(Slot::kSecond); }
  bool anybody_is_ready() const { return is_ready(Slot::kFirst) || is_ready(Slot::kSecond); }
  /// It was ready, and has not been evicted; it may have missed commands since.
  bool plays(Slot slot) const { return at(slot).admitted && !at(slot).evicted; }
  /// Its end was asked for.
  bool is_evicted(Slot slot) const { return at(slot).evicted; }
  /// What it was owed is kept no longer: only good for being replaced.
  bool has_missed_commands(Slot slot) const { return at(slot).missed_commands; }
  /// Lost the role because it was late.
  std::optional<Slot> suspect() const { return suspect_; }
  /// No worker holds the state: the next one is given it.
  bool lost_all() const { return lost_all_; }

  /// A new worker sits in the slot: it may not play yet.
  void seat(Slot slot) { at(slot) = {.seated = true}; }
  /// It may play from now on, and leads where nobody else can: lost_all() ends.
  void admit(Slot slot);
  /// It was to be replaced, and stays.
  void keep(Slot slot);
  /// Its worker is gone.
  void vacate(Slot slot);

  /// The primary may be in trouble: `successor`, which is ready, leads until more is known.
  void doubt_primary(Slot successor, std::string_view why);
  /// The suspect was only late.
  void clear_suspect() { suspect_.reset(); }
  /// Its end is asked for, and its role goes to the other. False where that was so already, the
  /// slot is empty, or it is the last that plays and not certainly lost.
  bool evict(Slot slot, Certainty certainty);
  /// Somebody wants it replaced: the other, which is ready, leads.
  void retire(Slot slot);
  /// More commands have come than were kept for it.
  void miss_commands(Slot slot) { at(slot).missed_commands = true; }
  /// It plays on without what it missed: nobody else can.
  void forgive_missed_commands(Slot slot) { at(slot).missed_commands = false; }
  /// All were lost: the worker in `slot` is given the state, and is the primary meanwhile. Whoever
  /// sits in the other slot is as good as gone.
  void begin_restore(Slot slot);

 private:
  struct Standing {  // of the worker in a slot
    bool seated = false;
    bool admitted = false;
    bool evicted = false;
    bool missed_commands = false;
  };
  Standing& at(Slot slot) { return slots_[slot]; }
  const Standing& at(Slot slot) const { return slots_[slot]; }
  void promote(Slot slot, std::string_view why);
  void give_role(Slot slot, std::string_view why);
  void settle_suspicion(Slot slot);

  RolesListener& listener_;
  PerSlot<Standing> slots_;
  Slot primary_ = Slot::kFirst;
  std::optional<Slot> suspect_;
  bool lost_all_ = false;
};

}  // namespace chronus::failover
