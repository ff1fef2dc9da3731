// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/clock.hpp"
#include "base/frame.hpp"
#include "base/result.hpp"
#include "ipc/segment.hpp"
#include "supervisor/launcher.hpp"
#include "supervisor/slot_link.hpp"

namespace chronus::supervisor {

/// A process and the segment it was started on, which is not of any slot yet.
struct StartedWorker {
  std::shared_ptr<WorkerProcess> process;
  SharedSegment segment;
};

/// Starts workers, each on a segment made for it. Main thread only.
class WorkerStarter {
 public:
  /// `launcher` and `session` outlive it.
  WorkerStarter(const StreamFormat& format, Launcher& launcher, const ipc::Session& session,
                ipc::Reserve reserve)
      : format_(format), launcher_(launcher), session_(session), reserve_(reserve) {}

  /// Does not wait until it has mapped its segment. An error means that there is no process.
  Result<StartedWorker> start();
  /// Hash of the catalogue of modules that its workers must have.
  std::uint64_t catalog() const { return session_.catalog; }

 private:
  StreamFormat format_;
  Launcher& launcher_;
  const ipc::Session& session_;
  ipc::Reserve reserve_;
  std::uint32_t started_ = 0;
};

/// Tells all of them to end, and waits until they have, `patience_ns` at most by `now_ns`; whoever
/// is let go of after that is killed. Those without a process are skipped.
void end_all(std::span<const StartedWorker> workers, std::int64_t patience_ns, Clock now_ns);

/// It waits, mapped and locked, for its start.
inline bool is_mapped(const StartedWorker& worker) {
  return worker.segment->report().state.load(std::memory_order_relaxed) ==
         ipc::WorkerState::kMapped;
}

}  // namespace chronus::supervisor
