// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

#include "dsp/simd.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// A delay of whole frames whose place is the song's: frame n stands at n modulo its length. A
/// view: the samples belong to the caller.
class Ring {
 public:
  Ring() = default;
  Ring(float* samples, int length) : samples_(samples), length_(length) {}

  int length() const { return length_; }

  /// What was written `delay` (0 to length) frames before each of `frames` frames from `now` on.
  void read(std::int64_t now, int delay, float* to, int frames) const {
    int at = place(now) - delay;
    if (at < 0) at += length_;
    const int whole = std::min(frames, length_ - at);
    for (int i = 0; i < whole; ++i) to[i] = samples_[at + i];
    for (int i = whole; i < frames; ++i) to[i] = samples_[i - whole];
  }

  /// `frames` up to length.
  void write(std::int64_t now, const float* from, int frames) {
    const int at = place(now);
    const int whole = std::min(frames, length_ - at);
    for (int i = 0; i < whole; ++i) samples_[at + i] = from[i];
    for (int i = whole; i < frames; ++i) samples_[i - whole] = from[i];
  }

 private:
  int place(std::int64_t now) const { return static_cast<int>(now % length_); }

  float* samples_ = nullptr;
  int length_ = 1;
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
