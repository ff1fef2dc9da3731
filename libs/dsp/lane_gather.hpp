// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

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
    const auto first = [&](int lane) { return table[at[lane]]; };
    const auto second = [&](int lane) { return table[at[lane] + 1]; };
    Neighbours<kLanes> found;
#ifdef __AVX2__
    found.first.a = FloatRegister{first(0), first(1), first(2), first(3),
                                  first(4), first(5), first(6), first(7)};
    found.second.a = FloatRegister{second(0), second(1), second(2), second(3),
                                   second(4), second(5), second(6), second(7)};
#else
    found.first.a = FloatRegister{first(0), first(1), first(2), first(3)};
    found.first.b = FloatRegister{first(4), first(5), first(6), first(7)};
    found.second.a = FloatRegister{second(0), second(1), second(2), second(3)};
    found.second.b = FloatRegister{second(4), second(5), second(6), second(7)};
#endif
    return found;
  }
}

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
