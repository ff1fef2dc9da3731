// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace chronus::failover {

/// What follows from roles outside. Called in the middle of a change: must not come back to Roles.
class RolesListener {
 public:
  virtual ~RolesListener() = default;
  /// `to` is heard from now on; `from == to`: it was the primary already, and is again.
  virtual void on_role(int from, int to, std::string_view why) = 0;
  /// The primary was lost: it died, hung or was replaced.
  virtual void on_failover() = 0;
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

  int primary() const { return primary_; }
  int standby() const { return 1 - primary_; }
  /// May play: its next block would be exact.
  bool is_ready(int slot) const { return plays(slot) && !at(slot).missed_commands; }
  /// It was ready, and has not been evicted; it may have missed commands since.
  bool plays(int slot) const { return at(slot).admitted && !at(slot).evicted; }
  /// Its end was asked for.
  bool is_evicted(int slot) const { return at(slot).evicted; }
  /// What it was owed is kept no longer: only good for being replaced.
  bool has_missed_commands(int slot) const { return at(slot).missed_commands; }
  /// Lost the role because it was late, -1 none.
  int suspect() const { return suspect_; }
  /// No worker holds the state: the next one is given it.
  bool lost_all() const { return lost_all_; }

  /// A new worker sits in the slot: it may not play yet.
  void seat(int slot) { at(slot) = {.seated = true}; }
  /// It may play from now on, and leads where nobody else can: lost_all() ends.
  void admit(int slot);
  /// It was to be replaced, and stays.
  void keep(int slot);
  /// Its worker is gone.
  void vacate(int slot);

  /// The primary may be in trouble: `successor`, which is ready, leads until more is known.
  void doubt_primary(int successor, std::string_view why);
  /// The suspect was only late.
  void clear_suspect() { suspect_ = -1; }
  /// Its end is asked for, and its role goes to the other. False where that was so already, the
  /// slot is empty, or it is the last that plays and not certainly lost.
  bool evict(int slot, Certainty certainty);
  /// Somebody wants it replaced: the other, which is ready, leads.
  void retire(int slot);
  /// More commands have come than were kept for it.
  void miss_commands(int slot) { at(slot).missed_commands = true; }
  /// It plays on without what it missed: nobody else can.
  void forgive_missed_commands(int slot) { at(slot).missed_commands = false; }
  /// All were lost: the worker in `slot` is given the state, and is the primary meanwhile. Whoever
  /// sits in the other slot is as good as gone.
  void begin_restore(int slot);

 private:
  struct Slot {
    bool seated = false;
    bool admitted = false;
    bool evicted = false;
    bool missed_commands = false;
  };
  Slot& at(int slot) { return slots_[static_cast<std::size_t>(slot)]; }
  const Slot& at(int slot) const { return slots_[static_cast<std::size_t>(slot)]; }
  void promote(int slot, std::string_view why);
  void give_role(int slot, std::string_view why);
  void settle_suspicion(int slot);

  RolesListener& listener_;
  std::array<Slot, 2> slots_;
  int primary_ = 0;
  int suspect_ = -1;
  bool lost_all_ = false;
};

}  // namespace chronus::failover
