// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/frame.hpp"

namespace chronus::sync {

/// When the audio clock hands out a frame, and which frame it hands out at a time. Callbacks are
/// early never and late often: the least delayed one of the last one to two windows is believed, so
/// that a slow drift of the two clocks is followed in steps of some microseconds. A core.
class FrameTime {
 public:
  /// Windows a second, however many callbacks that is.
  static constexpr int kWindowsPerSecond = 2;
  /// Who is later than this has not been late: frames were not handed out for a while (a device was
  /// lost), and what was observed before holds no more.
  static constexpr std::int64_t kGap_ns = 100'000'000;

  explicit FrameTime(int rate) : rate_(rate) {}

  /// The audio clock stood at `frame` at `ns` (CLOCK_MONOTONIC). The same point again counts once.
  void observe(Frame frame, std::int64_t ns);
  /// Until then the others give 0.
  bool is_known() const { return frame_ >= 0; }
  std::int64_t ns_at(Frame frame) const;
  /// The nearest frame.
  Frame frame_at(std::int64_t ns) const;

 private:
  std::int64_t since_zero_ns(Frame frame) const;

  int rate_;
  Frame frame_ = -1;              // the last one observed
  std::int64_t zero_ns_ = 0;      // when frame 0 was, or would have been, handed out
  std::int64_t earliest_ns_ = 0;  // the same by the least delayed of the present window
  std::int64_t before_ns_ = 0;    // and of the window before
  Frame window_begin_ = 0;
};

}  // namespace chronus::sync
