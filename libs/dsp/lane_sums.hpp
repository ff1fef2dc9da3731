// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lanes.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// A sample of each of four frames.
using FourFrames = float __attribute__((vector_size(16)));

/// Adds eight lanes to `sums`, one after the other, in four frames that lie behind each other:
/// frame by frame what a loop over the lanes gives, bit for bit, without waiting for one sum after
/// another.
CHRONUS_INLINE FourFrames plus_lanes(FourFrames sums, const float* lanes) {
  for (int half = 0; half < 2; ++half, lanes += 4) {
    FourFrames a, b, c, d;  // four lanes of one frame each
    __builtin_memcpy(&a, lanes, sizeof(a));
    __builtin_memcpy(&b, lanes + 8, sizeof(b));
    __builtin_memcpy(&c, lanes + 16, sizeof(c));
    __builtin_memcpy(&d, lanes + 24, sizeof(d));
    const FourFrames ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
    const FourFrames ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const FourFrames cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    const FourFrames cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    sums = sums + __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
    sums = sums + __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
    sums = sums + __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
    sums = sums + __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
  }
  return sums;
}

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
