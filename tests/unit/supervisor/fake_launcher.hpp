// SPDX-License-Identifier: MIT
#pragma once

#include <signal.h>

#include <memory>
#include <optional>
#include <vector>

#include "supervisor/launcher.hpp"

namespace chronus::supervisor {

/// A process that is none: the test says when it ends, and what it says in its segment.
struct FakeProcess final : WorkerProcess {
  explicit FakeProcess(SharedSegment its_segment) : segment(std::move(its_segment)) {}
  int pid() const override { return 4'711; }
  int pidfd() const override { return -1; }
  void signal(int number) override { last_signal = number; }
  bool try_reap(ipc::ExitStatus* status) override { return has_ended(status); }
  bool has_ended(ipc::ExitStatus* how) const override {
    if (ended) *how = *ended;
    return ended.has_value();
  }
  std::int64_t cpu_ns() const override { return 0; }
  bool is_runnable() const override { return false; }

  SharedSegment segment;
  int last_signal = 0;
  std::optional<ipc::ExitStatus> ended;
};

struct FakeLauncher final : Launcher {
  Result<std::shared_ptr<WorkerProcess>> start(const SharedSegment& segment) override {
    if (refuses) return Error{"no process to be had"};
    started.push_back(std::make_shared<FakeProcess>(segment));
    return std::shared_ptr<WorkerProcess>(started.back());
  }
  FakeProcess& last() { return *started.back(); }

  bool refuses = false;
  std::vector<std::shared_ptr<FakeProcess>> started;
};

}  // namespace chronus::supervisor
