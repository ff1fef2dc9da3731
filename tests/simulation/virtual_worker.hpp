// SPDX-License-Identifier: MIT
#pragma once

#include <signal.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "engine/engine.hpp"
#include "fiber.hpp"
#include "ipc/process.hpp"
#include "ipc/segment.hpp"
#include "random.hpp"
#include "supervisor/launcher.hpp"
#include "supervisor/slot_link.hpp"
#include "tests/support/built_in_modules.hpp"
#include "worker/loop.hpp"

namespace chronus::simulation {

/// A parameter value that kills the worker that applies it, and one that hangs it.
inline constexpr double kKillingValue = 0.640625;
inline constexpr double kHangingValue = 0.765625;

/// A worker as the scheduler sees it: the real loop on a real segment, stopped at any schedule
/// point, and the process around it.
class VirtualWorker {
 public:
  VirtualWorker(const ipc::Control& control, supervisor::SharedSegment segment,
                const engine::ModuleSet& modules, int pid, Clock clock);

  /// Goes on to the next schedule point, as far as it is alive and has something to do. `spurious`
  /// wakes it from its sleep for nothing.
  void run(std::int64_t now_ns, bool spurious);
  /// Its builder's thread.
  void build();
  /// What its process has used of the processor by now, endless loops included.
  std::int64_t cpu_ns(std::int64_t now_ns) const;

  /// Asked at every schedule point: whether the running worker stops here for good, dead or in an
  /// endless loop.
  static bool stops_here();

  void kill(int signal);
  void exit(int code);
  void freeze() { frozen_ = true; }
  void thaw() { frozen_ = false; }
  /// It will not notice what woke it before its sleep times out.
  void lose_wake();
  /// Overwrites what only this worker may write, as memory gone wild would.
  void scribble(std::uint64_t random);
  /// One word that it shares takes another value: any of its report, its place in the command ring,
  /// a block's header or samples, its keyframe area.
  void go_wild(Random& random);

  int pid() const { return pid_; }
  bool is_alive() const { return !status_; }
  bool is_frozen() const { return frozen_; }
  const std::optional<ipc::ExitStatus>& status() const { return status_; }
  const ipc::SlotSegment& segment() const { return *segment_; }
  /// Whether it stands in the middle of a block in which it has begun a command.
  bool is_among_commands() const;

 private:
  void live();
  bool is_asleep(std::int64_t now_ns) const;
  void meet_poison();

  supervisor::SharedSegment segment_;
  engine::Engine engine_;
  worker::Loop loop_;
  int pid_;
  Fiber fiber_;
  std::int64_t now_ns_ = 0;
  std::int64_t wake_at_ns_ = 0;
  std::uint32_t seen_ = 0;
  bool asleep_ = false;
  bool frozen_ = false;
  std::optional<std::int64_t> looping_since_ns_;
  std::optional<ipc::ExitStatus> status_;
};

/// The worker as its supervisor holds it.
class VirtualProcess final : public supervisor::WorkerProcess {
 public:
  VirtualProcess(std::shared_ptr<VirtualWorker> worker, const std::int64_t& now_ns, int& kills)
      : worker_(std::move(worker)), now_ns_(now_ns), kills_(kills) {}
  ~VirtualProcess() override { worker_->kill(SIGKILL); }

  int pid() const override { return worker_->pid(); }
  int pidfd() const override { return -1; }
  void signal(int number) override {
    if (number == SIGKILL && worker_->is_alive()) ++kills_;
    worker_->kill(number);
  }
  bool try_reap(ipc::ExitStatus* status) override {
    if (worker_->is_alive() || reaped_) return false;
    *status = *worker_->status();
    return reaped_ = true;
  }
  bool has_ended(ipc::ExitStatus* how) const override {
    if (worker_->is_alive()) return false;
    *how = *worker_->status();
    return true;
  }
  std::int64_t cpu_ns() const override { return worker_->cpu_ns(now_ns_); }
  bool is_runnable() const override { return worker_->cpu_ns(now_ns_) > 0; }

 private:
  std::shared_ptr<VirtualWorker> worker_;
  const std::int64_t& now_ns_;
  int& kills_;
  bool reaped_ = false;
};

/// All workers ever started, the living ones in the order of their start.
class VirtualLauncher final : public supervisor::Launcher {
 public:
  /// `clock`: what its workers measure their load by.
  VirtualLauncher(const ipc::Control& control, const std::int64_t& now_ns, Clock clock)
      : control_(control), now_ns_(now_ns), clock_(clock) {}
  Result<std::shared_ptr<supervisor::WorkerProcess>> start(
      const supervisor::SharedSegment& segment) override;

  /// The living.
  const std::vector<std::shared_ptr<VirtualWorker>>& workers();
  int started() const { return next_pid_ - 1; }
  /// Living workers that the supervisor has sent SIGKILL.
  int killed() const { return kills_; }
  /// The next starts fail.
  int refusals = 0;
  /// Of the next that are started.
  const engine::ModuleSet* modules = &test::built_in_modules();

 private:
  const ipc::Control& control_;
  const std::int64_t& now_ns_;
  Clock clock_;
  std::vector<std::shared_ptr<VirtualWorker>> workers_;
  int next_pid_ = 1;
  int kills_ = 0;
};

}  // namespace chronus::simulation
