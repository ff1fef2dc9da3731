// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/frame.hpp"
#include "base/slot.hpp"
#include "conductor/conductor.hpp"
#include "engine/command.hpp"
#include "failover/command_history.hpp"
#include "failover/roles.hpp"
#include "supervisor/conductor_progress.hpp"
#include "supervisor/journal.hpp"
#include "supervisor/slot_link.hpp"

namespace chronus::supervisor {

/// Brings every command to both workers, the same with the same number, and only then the horizon
/// that lets them render it. Keeps what was written for those who come later or are full, and what
/// is in quarantine from all. Used by the conductor thread.
class CommandFeed {
 public:
  struct Ends {
    StreamFormat format;
    std::size_t history;  ///< commands kept
    SlotLinks& links;
    failover::Roles& roles;
    conductor::Conductor& conductor;
    ConductorProgress& progress;
    Journal& journal;
  };
  explicit CommandFeed(const Ends& ends) : ends_(ends), history_(ends.history) {}

  /// To every worker; where a ring is full, later.
  void write(const engine::Command& command);
  /// Commands that may be written before one that a worker is still owed is forgotten.
  std::size_t space() const;
  /// Lets both render what is whole, the standby never a block that the primary has not finished:
  /// a command that kills is met by one worker only.
  void publish_horizons();

  /// Up to which the conductor has decided all, and the number of its last command.
  Frame horizon() const { return ends_.conductor.horizon(); }
  std::uint64_t last_seq() const { return ends_.conductor.last_seq(); }
  /// The frame from which on every command reaches a worker that is attached now.
  Frame first_frame_unwritten() const;
  /// A command that is still kept, or null.
  const engine::Command* find(std::uint64_t seq) const { return history_.find(seq); }
  bool holds_all_after(std::uint64_t seq) const {
    return history_.holds_all_after(seq, ends_.conductor.last_seq());
  }
  /// Every keyframe that is kept holds the commands up to `seq`; one that cannot be is ignored.
  void forget_up_to(std::uint64_t seq);

  /// Nobody may apply this command who has not yet. False where it is not kept, or was put aside
  /// already.
  bool put_aside(std::uint64_t seq);

  /// A worker that is restored is owed all commands after `seq`; without clients', only those of
  /// sequencers and the swaps of patches. It is given what fits, and may render that.
  void replay_after(std::uint64_t seq, bool with_clients, Slot slot);
  /// What a worker was lost over, for those whose commands a restore leaves out.
  void note_loss(const std::string& why) { lost_over_ = why; }
  /// Everything begins afresh, with the parameters as they are: who sent a gate or a note from this
  /// frame on is told that it reaches nobody.
  void tell_lost_gates(Frame from);
  /// From here on, replayed() and withheld() count what is written late and what is left out.
  void count_anew() { replayed_ = withheld_ = 0; }
  std::uint64_t replayed() const { return replayed_; }
  std::uint64_t withheld() const { return withheld_; }
  /// The worker is owed no more than what is kept; the journal says what was never played.
  void skip_missed_commands(Slot slot);

 private:
  Frame write_owed(Slot slot);
  void publish(Slot slot, Frame limit);

  Ends ends_;
  failover::CommandHistory history_;
  std::vector<std::uint64_t> put_aside_;  // of what the history still holds, rising
  std::string lost_over_ = "a fault";
  std::uint64_t replayed_ = 0;
  std::uint64_t withheld_ = 0;
};

}  // namespace chronus::supervisor
