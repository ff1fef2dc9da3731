// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lane_transpose.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Frames of one signal that a register holds.
inline constexpr int kRegisterFrames = sizeof(FloatRegister) / sizeof(float);

/// Adds eight lanes to `sums`, one after the other, in frames that lie behind each other: frame by
/// frame what a loop over the lanes gives, bit for bit, without waiting for one sum after another.
CHRONUS_INLINE FloatRegister plus_lanes(FloatRegister sums, const float* lanes) {
#ifdef __AVX2__
  F8 rows[8];
  for (int frame = 0; frame < 8; ++frame) rows[frame] = load<F8>(lanes + 8 * frame);
  transpose(rows);
  for (const F8& lane : rows) sums = sums + lane.a;
#else
  for (int half = 0; half < 2; ++half, lanes += 4) {
    FloatRegister rows[4];  // four lanes of one frame each
    for (int frame = 0; frame < 4; ++frame) __builtin_memcpy(&rows[frame], lanes + 8 * frame, 16);
    transpose_four(rows[0], rows[1], rows[2], rows[3]);
    for (const FloatRegister& lane : rows) sums = sums + lane;
  }
#endif
  return sums;
}

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
