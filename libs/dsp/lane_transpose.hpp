// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lanes.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

#ifdef __AVX2__

/// Row k's lane n becomes row n's lane k: eight frames of one signal each become eight signals of
/// one frame each, and back.
CHRONUS_INLINE void transpose(F8 (&rows)[8]) {
  using Part = FloatRegister;
  Part pairs[8], fours[8];
  for (int n = 0; n < 8; n += 2) {
    pairs[n] = __builtin_shufflevector(rows[n].a, rows[n + 1].a, 0, 8, 1, 9, 4, 12, 5, 13);
    pairs[n + 1] = __builtin_shufflevector(rows[n].a, rows[n + 1].a, 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int n = 0; n < 8; n += 4) {
    for (int k = 0; k < 2; ++k) {
      const Part &low = pairs[n + k], &high = pairs[n + k + 2];
      fours[n + 2 * k] = __builtin_shufflevector(low, high, 0, 1, 8, 9, 4, 5, 12, 13);
      fours[n + 2 * k + 1] = __builtin_shufflevector(low, high, 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  for (int n = 0; n < 4; ++n) {
    rows[n].a = __builtin_shufflevector(fours[n], fours[n + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    rows[n + 4].a = __builtin_shufflevector(fours[n], fours[n + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

#else

/// The same of four rows' registers of four lanes.
CHRONUS_INLINE void transpose_four(FloatRegister& w, FloatRegister& x, FloatRegister& y,
                                   FloatRegister& z) {
  const FloatRegister wx_low = __builtin_shufflevector(w, x, 0, 4, 1, 5);
  const FloatRegister wx_high = __builtin_shufflevector(w, x, 2, 6, 3, 7);
  const FloatRegister yz_low = __builtin_shufflevector(y, z, 0, 4, 1, 5);
  const FloatRegister yz_high = __builtin_shufflevector(y, z, 2, 6, 3, 7);
  w = __builtin_shufflevector(wx_low, yz_low, 0, 1, 4, 5);
  x = __builtin_shufflevector(wx_low, yz_low, 2, 3, 6, 7);
  y = __builtin_shufflevector(wx_high, yz_high, 0, 1, 4, 5);
  z = __builtin_shufflevector(wx_high, yz_high, 2, 3, 6, 7);
}

/// Row k's lane n becomes row n's lane k: eight frames of one signal each become eight signals of
/// one frame each, and back.
CHRONUS_INLINE void transpose(F8 (&rows)[8]) {
  transpose_four(rows[0].a, rows[1].a, rows[2].a, rows[3].a);
  transpose_four(rows[4].b, rows[5].b, rows[6].b, rows[7].b);
  transpose_four(rows[0].b, rows[1].b, rows[2].b, rows[3].b);
  transpose_four(rows[4].a, rows[5].a, rows[6].a, rows[7].a);
  for (int n = 0; n < 4; ++n) {
    const FloatRegister crossed = rows[n].b;
    rows[n].b = rows[n + 4].a;
    rows[n + 4].a = crossed;
  }
}

#endif

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
