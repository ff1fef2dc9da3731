// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "dsp/lane_doubles.hpp"
#include "dsp/lanes.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Eight values that are `step` apart.
CHRONUS_INLINE F8 load_apart(const float* from, std::ptrdiff_t step) {
  F8 x;
#ifdef __AVX2__
  x.a = FloatRegister{from[0],        from[step],     from[2 * step], from[3 * step],
                      from[4 * step], from[5 * step], from[6 * step], from[7 * step]};
#else
  x.a = FloatRegister{from[0], from[step], from[2 * step], from[3 * step]};
  x.b = FloatRegister{from[4 * step], from[5 * step], from[6 * step], from[7 * step]};
#endif
  return x;
}

/// Neighbours in a table.
template <int kLanes>
struct Neighbours {
  Float<kLanes> first, second;
};

/// `table`'s samples at each lane's place, and those behind them.
template <int kLanes>
CHRONUS_INLINE Neighbours<kLanes> neighbours(const float* table, const Int<kLanes>& places) {
  std::int32_t at[kLanes];
  store(at, places);
  if constexpr (kLanes == 1) {
    return {{table[at[0]]}, {table[at[0] + 1]}};
  } else {
    // Both at once: a register of pairs, and then what is first in each.
    const auto pair = [&](int lane) __attribute__((always_inline)) {
      std::int64_t both;
      __builtin_memcpy(&both, table + at[lane], sizeof(both));
      return both;
    };
    Neighbours<kLanes> found;
#ifdef __AVX2__
    const auto x =
        reinterpret_cast<FloatRegister>(LongRegister{pair(0), pair(1), pair(4), pair(5)});
    const auto y =
        reinterpret_cast<FloatRegister>(LongRegister{pair(2), pair(3), pair(6), pair(7)});
    found.first.a = __builtin_shufflevector(x, y, 0, 2, 8, 10, 4, 6, 12, 14);
    found.second.a = __builtin_shufflevector(x, y, 1, 3, 9, 11, 5, 7, 13, 15);
#else
    const auto pairs = [&](int lane) __attribute__((always_inline)) {
      return reinterpret_cast<FloatRegister>(LongRegister{pair(lane), pair(lane + 1)});
    };
    found.first.a = __builtin_shufflevector(pairs(0), pairs(2), 0, 2, 4, 6);
    found.second.a = __builtin_shufflevector(pairs(0), pairs(2), 1, 3, 5, 7);
    found.first.b = __builtin_shufflevector(pairs(4), pairs(6), 0, 2, 4, 6);
    found.second.b = __builtin_shufflevector(pairs(4), pairs(6), 1, 3, 5, 7);
#endif
    return found;
  }
}

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
