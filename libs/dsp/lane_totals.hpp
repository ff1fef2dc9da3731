// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lanes.hpp"

/// What the eight lanes of a register are together: ((0 + 2) + (1 + 3)) + ((4 + 6) + (5 + 7)). The
/// order is the same for one register and for eight at once, which wait less for each other.
namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// The sums of lanes 0 and 2, 1 and 3 of `x` and of `y`, in turns; likewise of the upper lanes.
CHRONUS_INLINE F8 totals_of_twos(const F8& x, const F8& y) {
  return each<F8>(
      [](const FloatRegister& p, const FloatRegister& q) __attribute__((always_inline)) {
#ifdef __AVX2__
        return __builtin_shufflevector(p, q, 0, 8, 1, 9, 4, 12, 5, 13) +
               __builtin_shufflevector(p, q, 2, 10, 3, 11, 6, 14, 7, 15);
#else
        return __builtin_shufflevector(p, q, 0, 4, 1, 5) +
               __builtin_shufflevector(p, q, 2, 6, 3, 7);
#endif
      },
      x, y);
}

/// Of two times two: the sums of the lower four lanes of each, and of the upper ones.
CHRONUS_INLINE F8 totals_of_fours(const F8& x, const F8& y) {
  return each<F8>(
      [](const FloatRegister& p, const FloatRegister& q) __attribute__((always_inline)) {
#ifdef __AVX2__
        return __builtin_shufflevector(p, q, 0, 1, 8, 9, 4, 5, 12, 13) +
               __builtin_shufflevector(p, q, 2, 3, 10, 11, 6, 7, 14, 15);
#else
        return __builtin_shufflevector(p, q, 0, 1, 4, 5) +
               __builtin_shufflevector(p, q, 2, 3, 6, 7);
#endif
      },
      x, y);
}

/// Of two times four: the totals of eight registers, in their order.
CHRONUS_INLINE F8 totals_of_eights(const F8& x, const F8& y) {
#ifdef __AVX2__
  return F8{__builtin_shufflevector(x.a, y.a, 0, 1, 2, 3, 8, 9, 10, 11) +
            __builtin_shufflevector(x.a, y.a, 4, 5, 6, 7, 12, 13, 14, 15)};
#else
  return F8{x.a + x.b, y.a + y.b};
#endif
}

/// The total of register_of(k) in lane k. None is asked for before it is needed.
template <class RegisterOf>
CHRONUS_INLINE F8 totals_of(RegisterOf register_of) {
  const auto four_from = [&](int k) __attribute__((always_inline)) {
    const F8 first = register_of(k), second = register_of(k + 1);
    const F8 twos = totals_of_twos(first, second);
    const F8 third = register_of(k + 2), fourth = register_of(k + 3);
    return totals_of_fours(twos, totals_of_twos(third, fourth));
  };
  const F8 lower = four_from(0);
  return totals_of_eights(lower, four_from(4));
}

/// Of one.
CHRONUS_INLINE float total_of(const F8& x) {
  const F8 twos = totals_of_twos(x, x);
  const F8 fours = totals_of_fours(twos, twos);
  return get(fours, 0) + get(fours, 4);
}

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
