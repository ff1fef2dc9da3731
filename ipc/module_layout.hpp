// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/frame.hpp"
#include "catalog/module_info.hpp"
#include "engine/patch.hpp"

namespace chronus::ipc {

/// As many modules a worker measures at a time.
inline constexpr std::size_t kMeterPlaces = 8;

/// "Measure this module." Writer: the conductor thread. Reader: the worker's render thread.
struct alignas(32) MeterOrder {
  std::atomic<std::uint64_t> ticket;  ///< rises with each order, 0 for none; written last
  std::atomic<Frame> from;            ///< begin at the first block at or behind it
  std::atomic<std::uint32_t> place;   ///< in the patch description that plays then
  std::atomic<std::uint32_t> identity;
};

struct MeterOrders {
  MeterOrder meters[kMeterPlaces];
};

/// What one output gave; levels as samples (1 is full scale).
struct OutputReport {
  std::atomic<float> peak;
  std::atomic<float> mean_square;
  std::atomic<std::uint32_t> clipped;   ///< frames beyond full scale
  std::atomic<std::uint32_t> is_heard;  ///< 0: nobody reads it, and it is not computed
};

/// The answer to the order at the same index.
struct alignas(64) MeterReport {
  std::atomic<std::uint64_t> ticket;     ///< that it answers. Released after the rest
  std::atomic<Frame> end;                ///< behind the last frame that was measured
  std::atomic<std::uint32_t> was_there;  ///< 0: not all the while
  std::atomic<std::uint32_t> unused;
  OutputReport outputs[catalog::kMaxPorts];
};

/// What modules cost and give. Writer: the worker's render thread. Reader: the conductor thread,
/// which believes none of it; the words stand in the table at SlotReport.
struct ModuleReports {
  static constexpr std::uint32_t kNoCost = ~std::uint32_t{0};

  /// By place: smoothed, in billionths of a block's time; kNoCost where it is not known. Relaxed:
  /// each is a figure by itself. Of no value before `blocks_timed` counts.
  alignas(64) std::atomic<std::uint32_t> cost_ppb[engine::kModulePlaces];
  MeterReport meters[kMeterPlaces];
  std::atomic<std::uint64_t> blocks_timed;
};

static_assert(std::atomic<float>::is_always_lock_free);

}  // namespace chronus::ipc
