// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/simd.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Whether a memory of sound holds anything: it does until its whole length of zeros was written.
/// A new one is empty.
class Tail {
 public:
  /// Of a memory of `length` frames.
  CHRONUS_INLINE void write(bool sounds, int length, int frames = 1) {
    if (sounds) {
      left_ = length;
    } else {
      left_ = left_ > frames ? left_ - frames : 0;
    }
  }
  CHRONUS_INLINE bool is_over() const { return left_ <= 0; }

 private:
  int left_ = 0;  // frames until what was written last is overwritten
};

/// What is fed back ends at -240 dB in a true 0 instead of in denormals.
CHRONUS_INLINE constexpr float hushed(float x) { return x < 1e-12F && x > -1e-12F ? 0.0F : x; }

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
