// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "engine/modules/sample_tools.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// What SuperDirt's `squiz` does (sc3-plugins' Squiz, one crossing a chunk), to one channel of a
/// sample: what lies between two upward zero crossings, or kLongest_s, is heard once the next such
/// chunk has begun, `ratio` times as fast, and then silence until the one after it. Squiz keeps
/// 0.1 s of what it heard; a sample need not be kept, it is read again where it lies.
class SampleSqueeze {
 public:
  static constexpr float kLongest_s = 0.1F;

  /// Nothing has been heard before `place`.
  void begin(SamplePlace place) {
    begin_ = read_ = end_ = place;
    frames_ = is_below_ = 0;
  }
  /// The sample goes on elsewhere, as in a loop: with a chunk that is shorter.
  void jump(SamplePlace place) { begin_ = place; }

  /// Where the sample is read at `place`, `speed` frames a frame. `longest` in frames.
  float next(const SampleView& view, std::uint32_t channel, SamplePlace place, double speed,
             double ratio, std::int32_t longest) {
    const bool is_below = straight(view, channel, place) < 0.0F;
    if ((is_below_ != 0 && !is_below) || frames_ >= longest) {
      read_ = begin_;
      begin_ = end_ = place;
      frames_ = 0;
    }
    is_below_ = is_below ? 1 : 0;
    ++frames_;
    if (speed >= 0.0 ? read_ >= end_ : read_ <= end_) return 0.0F;
    const float heard = sample_between(view, channel, read_, speed * ratio);
    read_ = moved(read_, step_of(speed * ratio));
    return heard;
  }

 private:
  /// Straight between two frames: that is enough to see a crossing.
  static float straight(const SampleView& view, std::uint32_t channel, SamplePlace place) {
    const std::int64_t frame = place >> 32;
    const float* const data = channel_of(view, channel);
    const auto at = [&](std::int64_t n) { return n >= 0 && n < view.frames ? data[n] : 0.0F; };
    const float share = static_cast<float>(static_cast<std::uint32_t>(place)) * 0x1p-32F;
    return at(frame) + share * (at(frame + 1) - at(frame));
  }

  SamplePlace begin_ = 0;           ///< of the chunk that comes in
  SamplePlace read_ = 0, end_ = 0;  ///< of the one that is heard
  std::int32_t frames_ = 0;         ///< since begin_
  std::int32_t is_below_ = 0;       ///< 1: the last one was below 0
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
