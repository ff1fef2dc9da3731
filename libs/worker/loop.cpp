// SPDX-License-Identifier: MIT
#include "worker/loop.hpp"

namespace chronus::worker {

Loop::Loop(const ipc::Control& control, ipc::SlotSegment& segment, engine::Engine& engine,
           Clock now_ns)
    : orders_(segment.orders()),
      report_(segment.report()),
      catalog_(engine.catalog().hash()),
      renderer_(segment, engine, now_ns),
      builder_(control, segment, engine) {}

void Loop::report_mapped() {
  // Relaxed: the state below carries it.
  report_.catalog.store(catalog_, std::memory_order_relaxed);
  report_.state.store(ipc::WorkerState::kMapped, std::memory_order_release);
}

Next Loop::step(std::int64_t now_ns) {
  const Next next = pass();
  beat(now_ns);
  return next;
}

Next Loop::pass() {
  if (orders_.quit.load(std::memory_order_acquire) != 0) return Next::kEnd;
  if (!is_running()) return begin(orders_.start.load(std::memory_order_acquire));
  switch (renderer_.pass()) {
    case Pass::kRendered:
      urgent_patch_.store(0, std::memory_order_relaxed);
      return Next::kGoOn;
    case Pass::kIdle:
      return Next::kAwait;
    case Pass::kNeedsPatch:
      return await_patch();
    case Pass::kFailed:
      break;
  }
  return Next::kEnd;
}

Next Loop::begin(ipc::StartOrder order) {
  if (order == ipc::StartOrder::kWait) return Next::kAwait;
  if (order == ipc::StartOrder::kFresh) {
    renderer_.start_fresh();
  } else {
    renderer_.load_keyframe();
  }
  running_.store(true, std::memory_order_release);
  orders_.build_wake.wake();
  return Next::kGoOn;
}

/// The supervisor stamps a swap once every running worker has built its patch; only a worker that
/// joins, or replays, meets a swap too early.
Next Loop::await_patch() {
  const std::uint64_t version = renderer_.needed_patch();
  if (urgent_patch_.load(std::memory_order_relaxed) != version) {
    report_.late_builds.fetch_add(1, std::memory_order_relaxed);
    urgent_patch_.store(version, std::memory_order_release);
  }
  if (failed_patch_.load(std::memory_order_acquire) == version) {
    renderer_.fail(ipc::WorkerFailure::kNoPatch);
    return Next::kGoOn;
  }
  orders_.build_wake.wake();
  return Next::kAwaitPatch;
}

bool Loop::build_step() {
  if (!is_running()) return false;
  if (builder_.pass(urgent_patch_.load(std::memory_order_acquire))) return true;
  failed_patch_.store(builder_.failed_version(), std::memory_order_release);
  return false;
}

void Loop::beat(std::int64_t now_ns) {
  report_.heartbeat_ns.store(now_ns, std::memory_order_relaxed);
  report_.heartbeat.store(++beats_, std::memory_order_release);
}

}  // namespace chronus::worker
