// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/frame.hpp"
#include "osc/message.hpp"

namespace chronus::conductor {

/// Maps wall time to frames, for OSC time tags. Frames drive everything; this only says on which
/// one a moment falls: the frame that the audio clock hands out then.
///
/// Callbacks are early never and late often (a busy machine), so the mapping is anchored to the
/// earliest seen and held: two tags one second apart lie exactly `rate` frames apart. It moves only
/// when the clocks have drifted apart by more than kTolerance_s for a whole window of callbacks.
/// Pure: times come in.
class WallClock {
 public:
  static constexpr double kTolerance_s = 0.002;
  static constexpr int kWindow = 256;

  explicit WallClock(int rate) : rate_(rate) {}

  /// The audio clock stood at `frame` at `unix_ns` (nanoseconds since 1970). Gives by how many
  /// nanoseconds all frames are later from now on, below 0 earlier: mostly 0.
  std::int64_t observe(Frame frame, std::int64_t unix_ns);
  /// The frame at a time tag (not an immediate one); 0 before anything was observed.
  Frame frame_at(osc::TimeTag time) const;
  /// Whether anything was observed.
  bool is_known() const { return anchored_; }
  /// When the frame is handed out, in nanoseconds since 1970. Once is_known().
  std::int64_t unix_ns_at(Frame frame) const;

 private:
  int rate_;
  bool anchored_ = false;
  std::int64_t zero_unix_ns_ = 0;        // when frame 0 was or would have been played
  std::int64_t observed_unix_ns_ = 0;    // the last one: about now
  std::int64_t window_earliest_ns_ = 0;  // the least delayed observation of the present window
  int window_count_ = 0;
};

/// OSC (NTP) time of a Unix time.
osc::TimeTag time_tag_of(std::int64_t unix_ns);

}  // namespace chronus::conductor
