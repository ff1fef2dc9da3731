// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/clock.hpp"
#include "engine/plan.hpp"

namespace chronus::engine {

/// What the modules of a patch cost: some blocks are timed module by module, between the calls, and
/// the times smoothed. No sample depends on it.
///
/// Used by the render thread; real-time.
class ModuleCosts {
 public:
  /// Of a new measurement in what is told. A block in which the thread was interrupted counts for
  /// little, and is forgotten after some dozens.
  static constexpr double kWeight = 1.0 / 16.0;

  explicit ModuleCosts(Clock now_ns) : now_ns_(now_ns) { shares_.fill(kNone); }

  /// The next block is timed.
  void begin_block() noexcept {
    is_timed_ = true;
    spent_ns_.fill(kNotCalled);
  }
  bool is_timed() const noexcept { return is_timed_; }
  /// A stretch of it begins; what comes up to a lap() is those modules', in equal parts.
  void begin_stretch() noexcept {
    if (is_timed_) last_ns_ = now_ns_();
  }
  void lap(std::span<const PlanNode> nodes) noexcept {
    if (!is_timed_) return;
    std::int64_t left_ns = now_ns_() - last_ns_;
    last_ns_ += left_ns;
    for (std::size_t n = 0; n < nodes.size(); ++n) {
      const std::int64_t part_ns = left_ns / static_cast<std::int64_t>(nodes.size() - n);
      std::int64_t& spent = spent_ns_[nodes[n].place];
      spent = std::max<std::int64_t>(spent, 0) + part_ns;
      left_ns -= part_ns;
    }
  }
  /// `block_ns`: what a block lasts. True where it was timed.
  bool end_block(double block_ns) noexcept {
    if (!is_timed_) return false;
    is_timed_ = false;
    for (std::size_t place = 0; place < shares_.size(); ++place) {
      float& share = shares_[place];
      const auto now = static_cast<double>(spent_ns_[place]) / block_ns;
      if (spent_ns_[place] < 0) {
        share = kNone;
      } else if (share == kNone) {
        share = static_cast<float>(now);
      } else {
        share += static_cast<float>(kWeight * (now - static_cast<double>(share)));
      }
    }
    return true;
  }

  /// Of a block's time, by the module's place; below 0 where there is none.
  float share(std::size_t place) const noexcept { return shares_[place]; }

 private:
  static constexpr std::int64_t kNotCalled = -1;
  static constexpr float kNone = -1.0F;

  Clock now_ns_;
  bool is_timed_ = false;
  std::int64_t last_ns_ = 0;
  std::array<std::int64_t, kModulePlaces> spent_ns_{};
  std::array<float, kModulePlaces> shares_{};
};

}  // namespace chronus::engine
