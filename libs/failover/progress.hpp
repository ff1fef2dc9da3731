// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/frame.hpp"

namespace chronus::failover {

/// Tells a worker that has more to do than there is time for from one that is level with what it
/// may render, and from one that does nothing. Pure; used by one thread.
class Progress {
 public:
  /// Behind for so long without being level once, it is overloaded.
  static constexpr std::int64_t kOverloaded_ns = 1'000'000'000;
  /// Without a new block for so long, it is not overloaded but silent.
  static constexpr std::int64_t kSilent_ns = 500'000'000;

  /// How far the worker is, and how far it may go.
  void look(Frame rendered, Frame horizon, int block_frames, std::int64_t now_ns) {
    if (!known_ || rendered != rendered_) moved_ns_ = now_ns;
    if (!known_ || horizon - rendered < 2 * Frame{block_frames}) level_ns_ = now_ns;
    known_ = true;
    rendered_ = rendered;
  }
  bool is_overloaded(std::int64_t now_ns) const {
    return known_ && now_ns - level_ns_ > kOverloaded_ns && now_ns - moved_ns_ < kSilent_ns;
  }

 private:
  bool known_ = false;
  Frame rendered_ = 0;
  std::int64_t moved_ns_ = 0;
  std::int64_t level_ns_ = 0;
};

}  // namespace chronus::failover
