// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "dsp/lanes.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// A delay of whole frames whose place is the song's: frame n stands at n modulo its length. A
/// view: the samples belong to the caller.
class Ring {
 public:
  Ring() = default;
  /// `now`: the frame that it stands at.
  Ring(float* samples, int length, std::int64_t now)
      : samples_(samples), length_(length), at_(static_cast<int>(now % length)) {}

  int length() const { return length_; }

  /// What was written `delay` (0 to length) frames before each of `frames` frames from here on.
  void read(int delay, float* to, int frames) const {
    const int behind = at_ - delay;
    const int at = behind < 0 ? behind + length_ : behind;
    const int whole = std::min(frames, length_ - at);
    copy(samples_ + at, to, whole);
    if (whole < frames) copy(samples_, to + whole, frames - whole);
  }

  /// `frames` up to length, from here on.
  void write(const float* from, int frames) {
    const int whole = std::min(frames, length_ - at_);
    copy(from, samples_ + at_, whole);
    if (whole < frames) copy(from + whole, samples_, frames - whole);
  }

  /// `frames` up to length further on.
  void advance(int frames) {
    at_ += frames;
    if (at_ >= length_) at_ -= length_;
  }

 private:
  /// Mostly two eights, which are read as eights: what is stored in smaller parts must wait.
  CHRONUS_INLINE static void copy(const float* from, float* to, int frames) {
    constexpr int kMostly = 16;
    if (frames == kMostly) {
      const F8 first = load<F8>(from), second = load<F8>(from + 8);
      store(to, first);
      store(to + 8, second);
    } else {
      std::memcpy(to, from, static_cast<std::size_t>(frames) * sizeof(float));
    }
  }

  float* samples_ = nullptr;
  int length_ = 1;
  int at_ = 0;
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
