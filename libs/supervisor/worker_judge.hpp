// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "audio/output.hpp"
#include "base/frame.hpp"
#include "base/slot.hpp"
#include "failover/detector.hpp"
#include "failover/heard.hpp"
#include "failover/roles.hpp"
#include "supervisor/block_comparison.hpp"
#include "supervisor/command_feed.hpp"
#include "supervisor/slot_link.hpp"
#include "supervisor/testimony.hpp"
#include "supervisor/verdicts.hpp"

namespace chronus::supervisor {

/// Looks at both workers once a block and decides who is doubted, evicted and whose last command
/// is put into quarantine. Used by the conductor thread.
class WorkerJudge {
 public:
  /// All outlive it. `verdicts` hears what was decided.
  WorkerJudge(const StreamFormat& format, const failover::DetectorLimits& limits, SlotLinks& links,
              failover::Roles& roles, CommandFeed& feed, const audio::Output& output,
              Verdicts& verdicts)
      : format_(format),
        limits_(limits),
        links_(links),
        roles_(roles),
        feed_(feed),
        output_(output),
        verdicts_(verdicts),
        detector_(limits),
        comparison_(format) {}

  /// After each wake: follows the output, and judges when a block's time has passed since it last
  /// did.
  void judge(std::int64_t now_ns);
  /// After the horizons: whether both still render the same.
  void compare_blocks();
  /// A new worker sits in the slot, or none any more: nothing is known of it.
  void forget(Slot slot);

  /// Puts the command that a failed worker's last deed was into quarantine, once a worker. Only the
  /// primary's, or that of one that has just lost the role on suspicion: what the primary survived
  /// is not to blame for a standby's end.
  void accuse(Slot slot, const std::string& reason);
  /// A worker that has failed itself, or ended, `how` in words: tells why it failed, and where the
  /// fault was its own (`crashed`) puts its last deed aside; each once a worker.
  void note_end(Slot slot, const std::string& how, bool crashed);
  /// Asks the main thread to replace the worker, where that is allowed (Roles::evict); one that
  /// failed itself is certainly lost.
  void evict(Slot slot, failover::Certainty certainty) { evict(slot, certainty, nullptr); }
  /// It says what cannot be: `lie` goes into the log. A lie is certain, so it goes even if it is
  /// the last, and no command is accused of what it did.
  void expose(Slot slot, const char* lie);
  /// The device has asked for music for as long as anybody notices, and got none.
  bool is_music_missed() const { return heard_.silent_ns() >= kMissed_ns; }
  /// The number of the last command that the worker says it has applied; 0 where that cannot be.
  std::uint64_t applied_seq(Slot slot) const;
  /// Has been silent for as long as costs a primary its role.
  bool is_silent(Slot slot) const { return detector_.missed(slot) >= limits_.promote_after; }
  /// What the output had concealed when the primary was last seen well: a gap begins with the last
  /// block before the trouble, not with its discovery.
  Frame concealed_when_well() const { return concealed_when_well_; }

 private:
  static constexpr std::int64_t kMissed_ns = 100'000'000;
  struct Record {       // of the worker in a slot
    Frame allowed = 0;  // what it might have rendered by the last judgement
    bool accused = false;
    Testimony testimony;
    failover::Idling idling;          // though it might render
    failover::Idling awaiting_patch;  // though its builder might have built
    bool told_of_failure = false;
  };
  Record& record(Slot slot) { return records_[slot]; }
  const ipc::SlotReport& report(Slot slot) const { return links_[slot]->report(); }
  std::string tell_of_failure(Slot slot);
  void follow_output();
  void doubt_primary(Slot successor);
  failover::SlotView view_of(Slot slot);
  bool is_well(Slot slot) const;
  bool loops_in_a_command(Slot slot) const;
  bool both_loop_in_one_command() const;
  bool loops_in_a_block(Slot slot, int blocks) const;
  bool both_loop_in_one_block() const;
  void look_for_loops();
  void look_for_the_dead(Slot slot);
  Testimony::Known known(Slot slot) const;
  void look_for_liars(Slot slot);
  const char* lie_of_blocks(Slot slot) const;
  const char* lie_of_progress(Slot slot);
  bool restores(Slot slot) const;
  void evict(Slot slot, failover::Certainty certainty, const char* lie);
  void look_for_missed_commands();

  StreamFormat format_;
  failover::DetectorLimits limits_;
  SlotLinks& links_;
  failover::Roles& roles_;
  CommandFeed& feed_;
  const audio::Output& output_;
  Verdicts& verdicts_;
  failover::Detector detector_;
  failover::Heard heard_;
  BlockComparison comparison_;
  PerSlot<Record> records_;
  std::int64_t judged_ns_ = 0;
  Frame concealed_when_well_ = 0;
  Frame struck_ = -1;  // the block that was hung in last
};

}  // namespace chronus::supervisor
