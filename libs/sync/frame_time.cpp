// SPDX-License-Identifier: MIT
#include "sync/frame_time.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace chronus::sync {

// Whole seconds apart from the rest: exact for centuries, where a double is not for a day.
std::int64_t FrameTime::since_zero_ns(Frame frame) const {
  constexpr std::int64_t kSecond_ns = 1'000'000'000;
  return frame / rate_ * kSecond_ns + frame % rate_ * kSecond_ns / rate_;
}

void FrameTime::observe(Frame frame, std::int64_t ns) {
  if (frame == frame_) return;
  const std::int64_t zero_ns = ns - since_zero_ns(frame);
  if (!is_known() || zero_ns - zero_ns_ > kGap_ns) {
    window_begin_ = frame;
    earliest_ns_ = before_ns_ = zero_ns;
  } else if (frame - window_begin_ >= rate_ / kWindowsPerSecond) {
    window_begin_ = frame;
    before_ns_ = std::exchange(earliest_ns_, zero_ns);
  }
  frame_ = frame;
  earliest_ns_ = std::min(earliest_ns_, zero_ns);
  zero_ns_ = std::min(earliest_ns_, before_ns_);
}

std::int64_t FrameTime::ns_at(Frame frame) const {
  return is_known() ? zero_ns_ + since_zero_ns(frame) : 0;
}

Frame FrameTime::frame_at(std::int64_t ns) const {
  if (!is_known()) return 0;
  const Frame near_by = frame_;
  const auto apart_ns = static_cast<double>(ns - ns_at(near_by));
  return near_by + std::llround(apart_ns * 1e-9 * rate_);
}

}  // namespace chronus::sync
