// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "ipc/process.hpp"
#include "supervisor/slot_link.hpp"

namespace chronus::supervisor {

/// A worker as its supervisor holds it: a process, or in a simulator something that acts like one.
/// Killed and reaped on destruction. The main thread's, but for has_ended(), cpu_ns() and
/// is_runnable(), which any thread may ask.
class WorkerProcess {
 public:
  virtual ~WorkerProcess() = default;
  virtual int pid() const = 0;
  /// Readable when it has ended; -1 where there is nothing to poll, or not any more.
  virtual int pidfd() const = 0;
  virtual void signal(int number) = 0;
  /// True once, when it has ended.
  virtual bool try_reap(ipc::ExitStatus* status) = 0;
  /// Whether it has ended, reaped or not, and how.
  virtual bool has_ended(ipc::ExitStatus* how) const = 0;
  /// Processor time it has used.
  virtual std::int64_t cpu_ns() const = 0;
  /// Whether its first thread, which renders, runs or waits for nothing but a processor: it does
  /// not when it was stopped, sleeps or has ended (state R of proc_pid_stat(5)).
  virtual bool is_runnable() const = 0;
};

/// Where workers come from. The main thread's.
class Launcher {
 public:
  virtual ~Launcher() = default;
  /// Starts a worker on this segment. Does not wait until it is ready; an error means that there is
  /// no process.
  virtual Result<std::shared_ptr<WorkerProcess>> start(const SharedSegment& segment) = 0;
};

/// chronus-worker processes.
class ProcessLauncher final : public Launcher {
 public:
  /// `control` outlives it. `samples_fd`: the samples' memory, to be read; below 0: none.
  ProcessLauncher(std::string worker_path, const ipc::ControlSegment& control, int samples_fd = -1)
      : worker_path_(std::move(worker_path)),
        control_fd_(control.fd()),
        samples_fd_(samples_fd),
        session_(control.session()) {}
  Result<std::shared_ptr<WorkerProcess>> start(const SharedSegment& segment) override;

 private:
  std::string worker_path_;
  int control_fd_;
  int samples_fd_;
  ipc::Session session_;
};

/// Whether a worker that ended so may have been killed by what it was doing: by a fault of its own,
/// not by a SIGKILL or SIGTERM, which come from outside, nor because it was asked to end.
bool is_crash(const ipc::ExitStatus& status);

}  // namespace chronus::supervisor
