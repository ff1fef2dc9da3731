// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "audio/output.hpp"
#include "base/frame.hpp"
#include "conductor/conductor.hpp"
#include "failover/detector.hpp"
#include "failover/roles.hpp"
#include "supervisor/block_comparison.hpp"
#include "supervisor/board.hpp"
#include "supervisor/command_feed.hpp"
#include "supervisor/event_desk.hpp"
#include "supervisor/journal.hpp"
#include "supervisor/slot_link.hpp"
#include "supervisor/slot_notices.hpp"

namespace chronus::supervisor {

/// Looks at both workers once a block and decides who is doubted, condemned and whose last command
/// is put into quarantine. Used by the conductor thread.
class WorkerJudge {
 public:
  struct World {
    StreamFormat format;
    failover::DetectorLimits limits;
    SlotLinks& links;
    failover::Roles& roles;
    CommandFeed& feed;
    conductor::Conductor& conductor;
    audio::Output& output;
    Board& board;
    Journal& journal;
    EventDesk& events;
    SlotNotices& notices;
  };
  explicit WorkerJudge(const World& world);

  /// After each wake: follows the output, and judges when a block's time has passed since it last
  /// did.
  void judge(std::int64_t now_ns);
  /// After the horizons: whether both still render the same.
  void compare_blocks();
  /// A new worker sits in the slot, or none any more: nothing is known of it.
  void forget(int slot);

  /// Puts the command that a failed worker's last deed was into quarantine, once a worker. Only the
  /// primary's, or that of one that has just lost the role on suspicion: what the primary survived
  /// is not to blame for a standby's end.
  void accuse(int slot, const std::string& reason);
  /// Asks the main thread to replace the worker, where that is allowed (Roles::condemn); one that
  /// failed itself is certainly lost.
  void condemn(int slot, failover::Certainty certainty);
  /// Has been silent for as long as costs a primary its role.
  bool is_silent(int slot) const { return detector_.missed(slot) >= world_.limits.promote_after; }
  /// What the output had concealed when the primary was last seen well: a gap begins with the last
  /// block before the trouble, not with its discovery.
  Frame concealed_when_well() const { return concealed_when_well_; }

 private:
  struct Record {       // of the worker in a slot
    Frame allowed = 0;  // what it might have rendered by the last judgement
    bool accused = false;
  };
  Record& record(int slot) { return records_[static_cast<std::size_t>(slot)]; }
  const ipc::SlotReport& report(int slot) const { return world_.links[slot]->report(); }
  void follow_output();
  void doubt_primary(int successor);
  failover::SlotView view_of(int slot);
  bool is_well(int slot) const;
  bool loops_in_a_command(int slot) const;
  bool both_loop_in_one_command() const;
  void look_for_the_dead(int slot);
  void look_for_liars(int slot);
  void look_for_missed_commands();

  World world_;
  failover::Detector detector_;
  BlockComparison comparison_;
  std::array<Record, 2> records_;
  std::int64_t judged_ns_ = 0;
  Frame concealed_when_well_ = 0;
};

}  // namespace chronus::supervisor
