// SPDX-License-Identifier: MIT
// The shell around worker::Loop.
#include "apps/worker/worker_process.hpp"

#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <memory>
#include <optional>

#include "base/check.hpp"
#include "base/clock.hpp"
#include "base/realtime.hpp"
#include "base/scheduling.hpp"
#include "base/sleep.hpp"
#include "base/thread.hpp"
#include "engine/engine.hpp"
#include "ipc/process.hpp"
#include "ipc/segment.hpp"
#include "samples/store.hpp"
#include "sandbox/sandbox.hpp"
#include "worker/idle_share.hpp"
#include "worker/loop.hpp"

namespace chronus {
namespace {

// Idle waits end after these times at the latest, so that a lost wake costs little and a parent
// that vanished is noticed.
constexpr std::int64_t kRenderWait_ns = 20'000'000;
constexpr std::int64_t kBuildWait_ns = 50'000'000;
constexpr std::int64_t kFadeWait_ns = 1'000'000;

struct Arguments {
  int control_fd = -1;
  int slot_fd = -1;
  int samples_fd = -1;
  std::uint64_t session = 0;
  int parent = 0;
};

class Worker {
 public:
  Worker(ipc::ControlView control, ipc::SlotSegment slot, const engine::ModuleSet& modules,
         int samples_fd)
      : control_(std::move(control)),
        slot_(std::move(slot)),
        samples_fd_(samples_fd),
        engine_(slot_.header().format(), modules),
        loop_(control_.control(), slot_, engine_) {}

  int run() {
    flush_denormals_on_this_thread();
    if (!report_start()) return 2;
    builder_thread_.start("builder", [this](const std::stop_token& stop) { build(stop); });
    builder_is_up_.wait(false);
    confine();
    loop_.report_mapped();
    render();
    builder_thread_.request_stop();
    slot_.orders().build_wake.wake();
    return slot_.report().state.load() == ipc::WorkerState::kFailed ? 1 : 0;
  }

 private:
  bool report_start() {
    auto& report = slot_.report();
    const bool is_locked = lock_memory();
    report.memory_locked.store(is_locked ? 1 : 0, std::memory_order_relaxed);
    // Behind the lock, which would take all the memory that keyframes and samples may have.
    const bool locks_future = is_locked && locks_future_memory();
    if (const Status mapped = slot_.map_keyframe(locks_future); !mapped) {
      std::fprintf(stderr, "chronus-worker: %s\n", mapped.reason().c_str());
      return false;
    }
    if (samples_fd_ >= 0 && !open_samples(locks_future)) return false;
    const Scheduling granted = request_realtime(kWorkerPriority);
    report.scheduling_policy.store(static_cast<std::uint32_t>(granted.policy),
                                   std::memory_order_relaxed);
    report.scheduling_priority.store(static_cast<std::uint32_t>(granted.priority),
                                     std::memory_order_relaxed);
    return true;
  }

  bool open_samples(bool locks_future) {
    auto view = samples::StoreView::open(samples_fd_, locks_future);
    if (!view) {
      std::fprintf(stderr, "chronus-worker: %s\n", view.reason().c_str());
      return false;
    }
    samples_.emplace(std::move(*view));
    engine_.use_samples(samples_->data());
    return true;
  }

  /// All threads are there, and have asked for all that a worker asks for but once.
  void confine() {
    auto& report = slot_.report();
    const auto done = sandbox::confine(sandbox::Role::kWorker, &report.forbidden_call);
    report.confined.store(done ? 1 : 0, std::memory_order_relaxed);
  }

  void render() {
    auto& wake = slot_.orders().wake;
    worker::IdleShare share(monotonic_ns());
    for (;;) {
      const std::uint32_t seen = wake.look();
      const auto next = loop_.step(monotonic_ns());
      if (next == worker::Next::kEnd) return;
      const std::int64_t now_ns = monotonic_ns();
      const std::int64_t rest_ns = share.worked(now_ns);
      if (next != worker::Next::kGoOn) {
        wake.wait(seen, next == worker::Next::kAwait ? kRenderWait_ns : kFadeWait_ns);
      } else if (rest_ns > 0) {
        sleep_until(now_ns + rest_ns);
      } else {
        continue;
      }
      share.waited(monotonic_ns());
    }
  }

  void build(const std::stop_token& stop) {
    request_realtime(kBuilderPriority);
    flush_denormals_on_this_thread();
    sandbox::name_on_this_thread();
    builder_is_up_.store(true);
    builder_is_up_.notify_one();
    auto& wake = slot_.orders().build_wake;
    while (!stop.stop_requested()) {
      const std::uint32_t seen = wake.look();
      if (loop_.build_step()) continue;
      wake.wait(seen, loop_.builder_waits_for_rack() ? kFadeWait_ns : kBuildWait_ns);
    }
  }

  ipc::ControlView control_;
  ipc::SlotSegment slot_;
  int samples_fd_;
  std::optional<samples::StoreView> samples_;
  engine::Engine engine_;
  worker::Loop loop_;
  std::atomic<bool> builder_is_up_{false};  // the builder tells the render thread
  Thread builder_thread_;
};

int run(const Arguments& arguments, const engine::ModuleSet& modules) {
  if (!ipc::die_with_parent(arguments.parent)) return 0;
  sandbox::keep_one_heap();
  // A crash must be over at once. One byte: the kernel's sign for "not even to a pipe" (core(5)).
  const rlimit no_core{1, 1};
  setrlimit(RLIMIT_CORE, &no_core);
  const std::uint64_t catalog = modules.catalog().hash();
  auto control = ipc::ControlView::open(arguments.control_fd, arguments.session, catalog);
  auto slot = ipc::SlotSegment::open(arguments.slot_fd, arguments.session, catalog);
  if (!control || !slot) {
    const std::string reason = control ? slot.reason() : control.reason();
    std::fprintf(stderr, "chronus-worker: %s\n", reason.c_str());
    return 2;
  }
  try {
    return std::make_unique<Worker>(std::move(*control), std::move(*slot), modules,
                                    arguments.samples_fd)
        ->run();
  } catch (const NoThread& error) {
    std::fprintf(stderr, "chronus-worker: %s\n", error.what());
    return 2;
  }
}

}  // namespace

int run_worker_process(int argc, char** argv, const engine::ModuleSet& modules) {
  die_at_once_when_terminated();
  CLI::App app{"chronus-worker: renders one slot's blocks. chronusd starts it; nobody else need."};
  Arguments arguments;
  app.add_option("--control-fd", arguments.control_fd, "descriptor of the control segment")
      ->required();
  app.add_option("--slot-fd", arguments.slot_fd, "descriptor of the slot's segment")->required();
  app.add_option("--samples-fd", arguments.samples_fd, "descriptor of the samples");
  app.add_option("--session", arguments.session, "session of the supervisor")->required();
  app.add_option("--parent", arguments.parent, "process id of the supervisor")->required();
  CLI11_PARSE(app, argc, argv);
  return run(arguments, modules);
}

}  // namespace chronus
