// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audio/device_keeper.hpp"
#include "audio/recorder.hpp"
#include "base/frame.hpp"
#include "base/json.hpp"
#include "base/scheduling.hpp"
#include "base/slot.hpp"
#include "conductor/scene_status.hpp"
#include "failover/slot_machine.hpp"
#include "supervisor/journal.hpp"
#include "supervisor/session_writer.hpp"

namespace chronus::supervisor {

/// What a worker says of itself.
struct WorkerFigures {
  std::optional<std::int64_t> beat_age_ns;  ///< since its last beat; none before the first
  Frame rendered = 0;
  double load = 0.0;  ///< of a block's time, 1: all of it
  std::uint64_t blocks = 0;
  std::uint64_t late_commands = 0;
  std::uint32_t voices_used = 0;    ///< that sound, no more than a patch may have
  std::uint64_t voices_stolen = 0;  ///< taken while they sounded, since the engine's start
  bool memory_locked = false;
  bool confined = false;  ///< it may call the kernel for what it needs alone
  Scheduling scheduling;
};

/// A slot, and who is in it.
struct WorkerStatus {
  int pid = 0;  ///< 0: nobody
  failover::SlotState state = failover::SlotState::kDown;
  std::uint32_t generation = 0;
  std::uint64_t deaths = 0;
  std::string last_death;                ///< "signal 9 (Killed)"
  std::optional<WorkerFigures> figures;  ///< none where the slot is empty
};

/// The worker that waits for a slot.
struct SpareFacts {
  std::string mode;  ///< hot, warm or off
  int pid = 0;       ///< 0: there is none now
  bool ready = false;
};

/// What never reached the conductor, or its client; since the start.
struct OscFacts {
  std::uint64_t dropped = 0;            ///< packets or messages of too much, or answers
  std::uint64_t bad = 0;                ///< malformed ones
  std::uint64_t dropped_by_kernel = 0;  ///< of the dropped
  std::uint64_t answers_dropped = 0;
  std::uint64_t strangers = 0;  ///< packets of who may not speak here; not of the dropped
};

/// The class that the kernel granted each thread, as to_text() says it.
struct ThreadClasses {
  std::string conductor;
  std::string supervisor;
  std::string osc;
};

/// What the loudest channel did in the last second, for `/status`.
struct LevelFacts {
  float peak_db = -200.0F;  ///< dBFS
  float rms_db = -200.0F;
  std::int64_t clipped = 0;  ///< frames that the ceiling bent, see audio::Levels; since the start
};

/// All of `/status` but the conductor's own part, at one moment: plain values, no thread behind
/// them.
struct StatusReport {
  std::string version;
  StreamFormat format;
  int lead = 0;
  std::string simd;  ///< the instructions that modules are computed with
  bool ceiling = false;
  std::int64_t uptime_ns = 0;

  Frame played = 0;
  std::int64_t underruns = 0;
  std::int64_t concealed_frames = 0;
  audio::DeviceStatus device;

  Slot primary = Slot::kFirst;
  PerSlot<WorkerStatus> workers;
  SpareFacts spare;
  std::uint64_t failovers = 0;
  std::uint64_t role_changes = 0;
  std::uint64_t diverged = 0;
  std::int64_t lost_frames = 0;
  std::uint64_t quarantined = 0;
  std::uint64_t restores = 0;
  std::int64_t restore_gap_frames = 0;

  double conductor_load = 0.0;  ///< of a block's time
  std::uint64_t out_of_memory = 0;
  std::uint64_t events_dropped = 0;
  OscFacts osc;
  LevelFacts levels;
  audio::RecordStatus record;
  JournalStatus journal;
  bool journals_disk_answers = true;
  SessionStatus session;
  Frame session_frame = -1;      ///< on which the session of the run before goes on; -1: none does
  Frame session_was_frame = -1;  ///< of that run: the same moment
  std::uint64_t log_dropped = 0;
  std::optional<Json> sync;                     ///< none where no clock outside is known
  std::optional<std::uint64_t> state_dir_lost;  ///< none where nobody looks after it
  bool state_dir_is_there = true;
  ThreadClasses scheduling;
  MemoryLock memory_lock = MemoryLock::kRefused;
};

/// The `/status` object, one line: the report around the conductor's part. Pure. Throws
/// std::bad_alloc.
std::string status_text(const conductor::SceneStatus& conductor_part, const StatusReport& report);
/// `/record/status.reply`'s, likewise.
std::string record_text(const audio::RecordStatus& record);

}  // namespace chronus::supervisor
