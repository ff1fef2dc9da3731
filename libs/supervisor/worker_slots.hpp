// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "audio/output.hpp"
#include "base/clock.hpp"
#include "base/frame.hpp"
#include "base/slot.hpp"
#include "conductor/sender.hpp"
#include "failover/progress.hpp"
#include "failover/restore_ladder.hpp"
#include "failover/slot_machine.hpp"
#include "failover/standstill.hpp"
#include "failover/start_throttle.hpp"
#include "ipc/segment.hpp"
#include "supervisor/conductor_progress.hpp"
#include "supervisor/exposed_rings.hpp"
#include "supervisor/keyframe_courier.hpp"
#include "supervisor/launcher.hpp"
#include "supervisor/outbox.hpp"
#include "supervisor/slot_link.hpp"
#include "supervisor/slot_notices.hpp"
#include "supervisor/slot_order.hpp"
#include "supervisor/spare.hpp"
#include "supervisor/standby.hpp"
#include "supervisor/status_board.hpp"
#include "supervisor/worker_starter.hpp"

namespace chronus::supervisor {

/// The processes in the two slots: starts, joins, kills, reaps and refills them by the table of
/// failover::on_event(). Main thread only.
class WorkerSlots {
 public:
  struct Supplies {
    StreamFormat format;
    Standby standby = Standby::kHot;
    Launcher& launcher;
    const ipc::Session& session;
    std::function<void(SlotOrder)> order;  ///< to the conductor; does not wait
    SlotRings& rings;
    audio::Output& output;
    const ConductorProgress& progress;
    StatusBoard& board;
    Outbox* outbox = nullptr;                   ///< answers to /worker/…; null: nobody asks
    ipc::Reserve reserve = ipc::Reserve::kNow;  ///< of the workers' segments
    Clock now_ns = monotonic_ns;                ///< for the end alone: else time comes in
  };
  explicit WorkerSlots(const Supplies& supplies);
  ~WorkerSlots();

  /// Starts the workers at frame 0. They run once has_begun().
  Status start(std::int64_t now_ns);
  /// Whether those that start() started run by now. Fails when one has ended, or takes too long.
  Result<bool> has_begun(std::int64_t now_ns);
  /// Deals with whatever happened: exits, progress of joins, keyframes, time-outs.
  void step(std::int64_t now_ns);
  void on_notice(const SlotNotice& notice, std::int64_t now_ns);
  /// When step() should be called again at the latest.
  int poll_timeout_ms() const;
  /// Readable when a worker has ended; -1 where there is none.
  int pidfd(Slot slot) const;
  int spare_pidfd() const;
  failover::SlotState state(Slot slot) const { return at(slot).state; }

 private:
  struct Waiting {  // a client that wants to hear when its replacement is ready
    conductor::Sender sender;
    osc::Message message;
  };
  struct Record {  // of a slot, and of its worker
    failover::SlotState state = failover::SlotState::kDown;
    failover::StartThrottle throttle;
    std::uint32_t generation = 0;  // counts this slot's workers
    std::uint64_t deaths = 0;
    std::string last_death;
    std::string refused;  // why its worker is not to be used, see same_build.hpp
    bool was_ready = false;
    bool crashed = false;          // it ended, or reported a failure, by its own fault
    bool hung = false;             // it was killed because it did not go on
    bool lied = false;             // it said what cannot be
    Frame died_in = -1;            // the last one, by its own fault, in this block and no command
    bool is_root = false;          // began without a peer
    std::int64_t deadline_ns = 0;  // of starting, joining and stopping
    std::uint64_t peer_beat = 0;   // its peer's heartbeat when that deadline was set
    Frame rendered_then = 0;       // and how far this one was
    failover::Progress progress;
    Frame attached_at = -1;  // the horizon then
    Frame reached_from = 0;  // commands from this frame on reach it
    Frame begins_at = 0;     // its first block: what lies before is its peer's alone
    std::shared_ptr<WorkerProcess> process;  // null once reaped
    SharedSegment segment;
    std::optional<Waiting> waiting;
  };

  Record& at(Slot slot) { return slots_[slot]; }
  const Record& at(Slot slot) const { return slots_[slot]; }
  bool is_busy() const;
  bool nobody_plays() const;
  Frame block_of_death(const Record& slot) const;
  bool can_play_on_without(Slot slot, std::int64_t now_ns) const;
  void keep(const SlotNotice& notice);
  void expose(Slot slot, const std::string& lie, std::int64_t now_ns);
  void handle(Slot slot, failover::SlotEvent event, std::int64_t now_ns);
  void check_exit(Slot slot, std::int64_t now_ns);
  void check_progress(Slot slot, std::int64_t now_ns);
  void check_deadline(Slot slot, std::int64_t now_ns);
  void look_at_load(Slot slot, std::int64_t now_ns);
  bool may_start(Slot slot, std::int64_t now_ns) const;
  void refill(Slot slot, std::int64_t now_ns);
  void terminate(Slot slot, std::int64_t now_ns);
  void announce_ready(Slot slot);
  void publish(Slot slot);
  void event(const char* kind, Slot slot, const std::string& detail);

  // Where a worker comes from (slot_start.cpp).
  /// No slot is being filled.
  bool are_slots_settled() const;
  void spawn(Slot slot, std::int64_t now_ns);
  void seat(Slot slot, StartedWorker worker, std::int64_t now_ns);
  void watch_for_standstill(std::int64_t now_ns);

  // How a worker comes by its state (slot_join.cpp).
  void join(Slot slot);
  void order_attachment(Slot slot, SlotOrder::Kind kind);
  void restore(Slot slot);
  bool both_died_in_one_block() const;
  void continue_join(Slot slot, std::int64_t now_ns);
  bool await_keyframe(Slot slot);
  void collect_keyframe(Slot slot, std::int64_t now_ns);
  std::uint64_t beat_of(Slot slot) const;
  void keep_keyframe(std::int64_t now_ns);

  Supplies supplies_;
  PerSlot<Record> slots_;
  WorkerStarter starter_;
  Spare spare_;
  KeyframeCourier courier_;
  failover::RestoreLadder ladder_;
  failover::Standstill standstill_;
  bool told_of_standstill_ = false;
  bool told_open_ = false;  // that nothing confines workers
  ExposedRings rings_;
  bool running_ = false;
  bool are_all_lost_ = false;  // which was told, and their return was not
};

}  // namespace chronus::supervisor
