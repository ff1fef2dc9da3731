// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>

#include "base/clock.hpp"
#include "engine/engine.hpp"
#include "ipc/segment.hpp"
#include "worker/builder.hpp"
#include "worker/renderer.hpp"

namespace chronus::worker {

/// What the render thread does next.
enum class Next {
  kGoOn,        ///< step again at once
  kAwait,       ///< sleep until woken
  kAwaitPatch,  ///< sleep until woken, but briefly: a patch is being built
  kEnd,         ///< the worker is over
};

/// A worker's life without its threads and clocks: it waits for its start order, then renders. The
/// same in a process, a test or a simulator.
///
/// step() belongs to the render thread, build_step() to the builder's; what passes between the two
/// are atomic words that each acts on by their value alone.
class Loop {
 public:
  Loop(const ipc::Control& control, ipc::SlotSegment& segment, engine::Engine& engine,
       Clock now_ns = monotonic_ns);

  /// Says which modules it has, and that it is mapped, prefaulted, locked: it can be given a start.
  void report_mapped();
  /// Does one thing, then beats: who never ends it is silent from the next tick on. `now_ns` dates
  /// the beat (CLOCK_MONOTONIC). Real-time once it runs.
  Next step(std::int64_t now_ns);
  /// True once the start order was carried out: from here on there is something to build.
  bool is_running() const { return running_.load(std::memory_order_acquire); }

  /// Builds one patch. False when there is nothing to do for now: sleep until woken.
  bool build_step();
  /// After a build_step() that gave false: a crossfade holds the rack, so look again soon.
  bool builder_waits_for_rack() const { return builder_.waits_for_rack(); }

 private:
  Next pass();
  void beat(std::int64_t now_ns);
  Next begin(ipc::StartOrder order);
  Next await_patch();

  ipc::SlotOrders& orders_;
  ipc::SlotReport& report_;
  std::uint64_t catalog_;  // the hash of the engine's
  Renderer renderer_;
  Builder builder_;
  std::uint64_t beats_ = 0;
  std::atomic<bool> running_{false};
  // Writer: the render thread; reader: the builder.
  std::atomic<std::uint64_t> urgent_patch_{0};
  // Writer: the builder; reader: the render thread.
  std::atomic<std::uint64_t> failed_patch_{0};
};

}  // namespace chronus::worker
