// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/clock.hpp"
#include "base/frame.hpp"
#include "engine/probe.hpp"
#include "ipc/segment.hpp"

namespace chronus::worker {

/// What a worker tells of its modules: what they cost, from one block in so many, and how loud they
/// are, of those that it is asked for.
///
/// Used by the render thread; real-time but for the constructor.
class ModuleWatch {
 public:
  /// A measurement of a module lasts for so much music, as that of momentary loudness does.
  static constexpr double kMeter_s = 0.4;
  /// A block is timed in so many frames of music: of 128, one of 64. A look at the clock behind
  /// each module, in so few of them, is less than a hundredth of what the cheapest module takes.
  static constexpr int kFramesPerTimed = 8'192;

  /// `segment` outlives it.
  ModuleWatch(ipc::SlotSegment& segment, Clock now_ns);

  /// To be shown to the engine, which must not outlive it.
  engine::Probe& probe() { return *probe_; }
  /// Before and after each whole block, which begins on frame `first` and ends before `end`.
  void begin_block(Frame first) noexcept;
  void end_block(Frame end) noexcept;

 private:
  void take_order(std::size_t index, Frame first) noexcept;
  void answer(std::size_t index, Frame end) noexcept;
  void report_costs() noexcept;

  ipc::MeterOrders& orders_;
  ipc::ModuleReports& reports_;
  StreamFormat format_;
  std::unique_ptr<engine::Probe> probe_;
  std::array<std::uint64_t, ipc::kMeterPlaces> tickets_{};  // of what is measured, or was
  int blocks_between_;
  int blocks_untimed_ = 0;
};

}  // namespace chronus::worker
