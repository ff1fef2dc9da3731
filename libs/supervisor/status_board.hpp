// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "audio/output.hpp"
#include "audio/recorder.hpp"
#include "base/clock.hpp"
#include "base/frame.hpp"
#include "base/scheduling.hpp"
#include "base/slot.hpp"
#include "supervisor/clock_sync.hpp"
#include "supervisor/conductor_progress.hpp"
#include "supervisor/disk_watch.hpp"
#include "supervisor/journal.hpp"
#include "supervisor/session_writer.hpp"
#include "supervisor/slot_link.hpp"
#include "supervisor/state_watch.hpp"
#include "supervisor/status_report.hpp"

namespace chronus::supervisor {

/// What anyone may know of a slot.
struct SlotFacts {
  int pid = 0;
  std::uint32_t generation = 0;
  failover::SlotState state = failover::SlotState::kDown;
  std::uint64_t deaths = 0;
  std::string last_death;  ///< "signal 9 (Killed)"
  SharedSegment segment;
};

/// Counters that are only told: nothing is decided by them, and nothing else hangs on their order.
/// Writer: the conductor's thread. Readers: any, relaxed.
struct Figures {
  std::atomic<std::uint64_t> failovers{0};     ///< the primary died, hung or was replaced
  std::atomic<std::uint64_t> role_changes{0};  ///< those, and the times it was only late
  std::atomic<std::uint64_t> diverged{0};
  std::atomic<std::int64_t> lost_frames{0};
  std::atomic<std::uint64_t> quarantined{0};
  std::atomic<std::uint64_t> restores{0};           ///< all workers were lost, and came back
  std::atomic<std::int64_t> restore_gap_frames{0};  ///< concealed meanwhile, the last time
  std::atomic<std::uint32_t> conductor_load_ppm{0};
  std::atomic<std::uint64_t> out_of_memory{0};   ///< passes that had to be done again
  std::atomic<std::uint64_t> events_dropped{0};  ///< kept from subscribers beyond their share
  // Where a session goes on: the frame, and of the run that wrote it. -1: none was taken up.
  std::atomic<Frame> session_frame{-1};
  std::atomic<Frame> session_was_frame{-1};
  // As LevelFacts has them.
  std::atomic<float> peak_db{-200.0F};
  std::atomic<float> rms_db{-200.0F};
  std::atomic<std::int64_t> clipped{0};
};

/// Where the threads of the supervisor leave what `/status` tells. No real-time thread comes here:
/// the conductor and the callback are read through their own atomics.
class StatusBoard {
 public:
  /// `started_ns`: by `now_ns`, a CLOCK_MONOTONIC.
  StatusBoard(const StreamFormat& format, int lead, const ConductorProgress& progress,
              std::int64_t started_ns, Clock now_ns);

  // Set once, before any thread asks.
  const char* simd = "";
  bool ceiling = false;
  const audio::Output* output = nullptr;
  const audio::Recorder* recorder = nullptr;
  const Journal* journal = nullptr;
  const DiskWatch* disk_watch = nullptr;
  const SessionWriter* session = nullptr;
  const ClockSync* sync = nullptr;
  const StateWatch* state_watch = nullptr;

  Figures figures;

  /// Any thread but a real-time one.
  void set_slot(Slot slot, SlotFacts facts);
  void set_spare(SpareFacts facts);
  /// The process in a slot, 0 when there is none.
  int pid_in(Slot slot) const;
  void set_device(const audio::DeviceStatus& device);
  void set_scheduling(const std::string& conductor);
  void set_supervisor_scheduling(const std::string& supervisor);
  void set_osc_scheduling(const std::string& osc);
  void set_memory_lock(MemoryLock lock);
  void set_osc(const OscFacts& osc);

  /// Any thread but a real-time one: what `/status` tells, as it is now.
  StatusReport report() const;
  /// The whole `/status` object around the conductor's part.
  std::string status_json(const conductor::SceneStatus& conductor_part) const {
    return status_text(conductor_part, report());
  }
  std::string record_json() const { return record_text(recorder->status()); }

 private:
  StreamFormat format_;
  int lead_;
  const ConductorProgress& progress_;
  std::int64_t started_ns_;
  Clock now_ns_;

  struct Facts {
    PerSlot<SlotFacts> slots;
    SpareFacts spare;
    audio::DeviceStatus device;
    ThreadClasses scheduling;
    MemoryLock memory_lock = MemoryLock::kRefused;
    OscFacts osc;
  };
  Facts facts() const;

  // Held for as long as a copy takes: the thread that replaces workers waits for it.
  mutable std::mutex mutex_;
  Facts facts_;
};

}  // namespace chronus::supervisor
