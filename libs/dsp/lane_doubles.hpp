// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "dsp/lanes.hpp"

/// Lanes in double precision, for what single cannot do. Eight are two registers of AVX2 or four of
/// SSE2 (or NEON). Each operation rounds a lane by itself, as those of lanes.hpp do. Real-time
/// safe.
namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

using DoubleRegister = double __attribute__((vector_size(kRegisterBytes)));
using LongRegister = std::int64_t __attribute__((vector_size(kRegisterBytes)));

template <int kLanes>
struct DoubleParts {
  static constexpr int kLanesOfPart = kRegisterBytes / static_cast<int>(sizeof(double));
  static constexpr int kCount = kLanes / kLanesOfPart;
  using Part = DoubleRegister;
  using Truth = LongRegister;  ///< 0 or -1
  CHRONUS_INLINE static Part all(double x) { return Part{} + x; }
  CHRONUS_INLINE static Part choose(const Truth& m, const Part& x, const Part& y) {
    return reinterpret_cast<Part>((reinterpret_cast<Truth>(x) & m) |
                                  (reinterpret_cast<Truth>(y) & ~m));
  }
};
template <>
struct DoubleParts<1> {
  static constexpr int kLanesOfPart = 1;
  static constexpr int kCount = 1;
  using Part = double;
  using Truth = bool;
  CHRONUS_INLINE static Part all(double x) { return x; }
  CHRONUS_INLINE static Part choose(bool m, double x, double y) { return m ? x : y; }
};

template <int kLanes>
struct Doubles {
  typename DoubleParts<kLanes>::Part parts[DoubleParts<kLanes>::kCount];
};
template <int kLanes>
struct DoublesMask {
  typename DoubleParts<kLanes>::Truth parts[DoubleParts<kLanes>::kCount];
};

/// kLanes values that lie behind each other; they need not be aligned. Register by register: an
/// array of them that is copied whole goes by way of memory.
template <int kLanes>
CHRONUS_INLINE Doubles<kLanes> load_doubles(const double* from) {
  using Of = DoubleParts<kLanes>;
  Doubles<kLanes> x;
  for (int n = 0; n < Of::kCount; ++n) {
    __builtin_memcpy(&x.parts[n], from + n * Of::kLanesOfPart, sizeof(x.parts[n]));
  }
  return x;
}
template <int kLanes>
CHRONUS_INLINE void store(double* to, const Doubles<kLanes>& x) {
  using Of = DoubleParts<kLanes>;
  for (int n = 0; n < Of::kCount; ++n) {
    __builtin_memcpy(to + n * Of::kLanesOfPart, &x.parts[n], sizeof(x.parts[n]));
  }
}

// Types and operators stand in no parentheses. NOLINTBEGIN(bugprone-macro-parentheses)
/// A result of the same for each part of its operands.
#define CHRONUS_OF_PARTS(Result, expression)                                          \
  Result made;                                                                        \
  for (int n = 0; n < DoubleParts<kLanes>::kCount; ++n) made.parts[n] = (expression); \
  return made

#define CHRONUS_DOUBLES_OPERATOR(Result, op)                                                      \
  template <int kLanes>                                                                           \
  CHRONUS_INLINE Result<kLanes> operator op(const Doubles<kLanes>& x, const Doubles<kLanes>& y) { \
    CHRONUS_OF_PARTS(Result<kLanes>, x.parts[n] op y.parts[n]);                                   \
  }
CHRONUS_DOUBLES_OPERATOR(Doubles, +)
CHRONUS_DOUBLES_OPERATOR(Doubles, -)
CHRONUS_DOUBLES_OPERATOR(Doubles, *)
CHRONUS_DOUBLES_OPERATOR(DoublesMask, <)
CHRONUS_DOUBLES_OPERATOR(DoublesMask, >)
#undef CHRONUS_DOUBLES_OPERATOR
// NOLINTEND(bugprone-macro-parentheses)

template <int kLanes>
CHRONUS_INLINE Doubles<kLanes> operator-(const Doubles<kLanes>& x) {
  CHRONUS_OF_PARTS(Doubles<kLanes>, -x.parts[n]);
}
template <int kLanes>
CHRONUS_INLINE DoublesMask<kLanes> operator&(const DoublesMask<kLanes>& x,
                                             const DoublesMask<kLanes>& y) {
  CHRONUS_OF_PARTS(DoublesMask<kLanes>, x.parts[n] & y.parts[n]);
}
/// `x` where the mask is true, else `y`.
template <int kLanes>
CHRONUS_INLINE Doubles<kLanes> select(const DoublesMask<kLanes>& mask, const Doubles<kLanes>& x,
                                      const Doubles<kLanes>& y) {
  CHRONUS_OF_PARTS(Doubles<kLanes>,
                   DoubleParts<kLanes>::choose(mask.parts[n], x.parts[n], y.parts[n]));
}
template <int kLanes>
CHRONUS_INLINE Doubles<kLanes> all_doubles(double x) {
  CHRONUS_OF_PARTS(Doubles<kLanes>, DoubleParts<kLanes>::all(x));
}
#undef CHRONUS_OF_PARTS

CHRONUS_INLINE Doubles<1> to_doubles(const Float<1>& x) { return {{static_cast<double>(x.a)}}; }
CHRONUS_INLINE DoublesMask<1> to_doubles(const Mask<1>& x) { return {{x.a}}; }
/// Rounded to the nearest float.
CHRONUS_INLINE Float<1> to_floats(const Doubles<1>& x) { return {static_cast<float>(x.parts[0])}; }

#ifdef __AVX2__
CHRONUS_INLINE Doubles<8> to_doubles(const F8& x) {
  return {{__builtin_convertvector(__builtin_shufflevector(x.a, x.a, 0, 1, 2, 3), DoubleRegister),
           __builtin_convertvector(__builtin_shufflevector(x.a, x.a, 4, 5, 6, 7), DoubleRegister)}};
}
CHRONUS_INLINE DoublesMask<8> to_doubles(const M8& x) {
  const auto low = __builtin_shufflevector(x.a, x.a, 0, 0, 1, 1, 2, 2, 3, 3);
  const auto high = __builtin_shufflevector(x.a, x.a, 4, 4, 5, 5, 6, 6, 7, 7);
  return {{reinterpret_cast<LongRegister>(low), reinterpret_cast<LongRegister>(high)}};
}
CHRONUS_INLINE F8 to_floats(const Doubles<8>& x) {
  using Four = float __attribute__((vector_size(16)));
  const Four low = __builtin_convertvector(x.parts[0], Four);
  const Four high = __builtin_convertvector(x.parts[1], Four);
  return {__builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7)};
}
#else
CHRONUS_INLINE Doubles<8> to_doubles(const F8& x) {
  return {{__builtin_convertvector(__builtin_shufflevector(x.a, x.a, 0, 1), DoubleRegister),
           __builtin_convertvector(__builtin_shufflevector(x.a, x.a, 2, 3), DoubleRegister),
           __builtin_convertvector(__builtin_shufflevector(x.b, x.b, 0, 1), DoubleRegister),
           __builtin_convertvector(__builtin_shufflevector(x.b, x.b, 2, 3), DoubleRegister)}};
}
CHRONUS_INLINE DoublesMask<8> to_doubles(const M8& x) {
  return {{reinterpret_cast<LongRegister>(__builtin_shufflevector(x.a, x.a, 0, 0, 1, 1)),
           reinterpret_cast<LongRegister>(__builtin_shufflevector(x.a, x.a, 2, 2, 3, 3)),
           reinterpret_cast<LongRegister>(__builtin_shufflevector(x.b, x.b, 0, 0, 1, 1)),
           reinterpret_cast<LongRegister>(__builtin_shufflevector(x.b, x.b, 2, 2, 3, 3))}};
}
CHRONUS_INLINE F8 to_floats(const Doubles<8>& x) {
  using Two = float __attribute__((vector_size(8)));
  Two twos[4];
  for (int n = 0; n < 4; ++n) twos[n] = __builtin_convertvector(x.parts[n], Two);
  return {__builtin_shufflevector(twos[0], twos[1], 0, 1, 2, 3),
          __builtin_shufflevector(twos[2], twos[3], 0, 1, 2, 3)};
}
#endif

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
