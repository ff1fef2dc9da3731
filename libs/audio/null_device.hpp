// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>

#include "audio/device.hpp"

namespace chronus::audio {

/// When the null device's callbacks are due. Every deadline is computed from the anchor, so that
/// rounding never accumulates.
class PeriodClock {
 public:
  PeriodClock(int rate, int period_frames, std::int64_t start_ns);

  /// Deadline of the next callback. Up to kMaxLatePeriods behind `now_ns` the callbacks missed are
  /// caught up with; after a longer stall the clock goes on from `now_ns` without them.
  std::int64_t next(std::int64_t now_ns);

  static constexpr int kMaxLatePeriods = 4;

 private:
  std::int64_t deadline() const;

  const std::int64_t rate_;
  const std::int64_t period_frames_;
  std::int64_t anchor_ns_;
  std::int64_t frames_ = 0;  // since the anchor
};

inline constexpr const char* kNullDevice = "null clock";

/// A clock without sound: calls `callback` on a thread of its own in real time, block by block.
Result<std::unique_ptr<Device>> open_null_device(const StreamFormat& format, Callback& callback);

}  // namespace chronus::audio
