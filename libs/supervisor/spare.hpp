// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "failover/start_throttle.hpp"
#include "failover/wakefulness.hpp"
#include "supervisor/standby.hpp"
#include "supervisor/status_report.hpp"
#include "supervisor/worker_starter.hpp"

namespace chronus::supervisor {

/// One worker that waits, mapped and locked, for the next slot that falls empty; none without a
/// standby. Main thread only.
class Spare {
 public:
  /// `starter` outlives it.
  Spare(Standby standby, WorkerStarter& starter) : standby_(standby), starter_(starter) {}

  /// Buries one that has ended, has one that does not come round killed, and starts the next where
  /// nothing more urgent is under way (`may_start`).
  void keep(bool may_start, std::int64_t now_ns);
  /// It can take a slot now. One that has not mapped yet is as good as a new process, and earlier.
  bool is_fit() const;
  /// For a slot, where it is fit; none else.
  std::optional<StartedWorker> take();
  /// Whoever it is, fit or not: the end.
  std::optional<StartedWorker> give_up();

  /// Its heartbeat, which counts rounds while it waits; none where there is no spare.
  std::optional<std::uint64_t> rounds() const;
  /// Readable when it has ended; -1 where there is none.
  int pidfd() const { return worker_ ? worker_->process->pidfd() : -1; }
  SpareFacts facts() const;

 private:
  void bury(std::int64_t now_ns);
  void look(std::int64_t now_ns);

  Standby standby_;
  WorkerStarter& starter_;
  std::optional<StartedWorker> worker_;
  failover::Wakefulness wakefulness_;
  bool was_killed_ = false;  // and may take a while to end
  bool was_lost_ = false;    // which was told, and its successor was not
  failover::StartThrottle throttle_;
};

}  // namespace chronus::supervisor
