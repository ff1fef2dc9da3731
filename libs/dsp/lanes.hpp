// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "dsp/simd.hpp"

#ifdef __SSE2__
#include <immintrin.h>
#endif

/// Voices side by side: a number, an integer or a truth for each of `kLanes` lanes, 1 or 8. Code is
/// written once for both: what a lane gives is the same, bit for bit, since each operation rounds a
/// lane by itself, whatever registers the machine has (`-ffp-contract=off`: a product is rounded
/// before it is added).
///
/// Eight lanes are one register of AVX2 or two of SSE2 (or NEON). All functions are real-time safe.
namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

#ifdef __AVX2__
inline constexpr int kRegisters = 1;
#else
inline constexpr int kRegisters = 2;
#endif
inline constexpr int kRegisterBytes = 32 / kRegisters;

using FloatRegister = float __attribute__((vector_size(kRegisterBytes)));
using IntRegister = std::int32_t __attribute__((vector_size(kRegisterBytes)));
using UIntRegister = std::uint32_t __attribute__((vector_size(kRegisterBytes)));

template <class T>
struct RegisterOf;
template <>
struct RegisterOf<float> {
  using Type = FloatRegister;
};
template <>
struct RegisterOf<std::int32_t> {
  using Type = IntRegister;
};
template <>
struct RegisterOf<std::uint32_t> {
  using Type = UIntRegister;
};

/// `T` is float, int32, uint32, or for a truth bool of one lane and int32 (0 or -1) of eight.
template <class T, int kLanes>
struct Pack;

template <class T>
struct Pack<T, 1> {
  using Part = T;
  using Element = T;
  T a;
};

template <class T>
struct Pack<T, 8> {
  using Part = typename RegisterOf<T>::Type;
  using Element = T;
  Part a;
#ifndef __AVX2__
  Part b;
#endif
};

/// The same of each part of packs.
template <class R, class Do, class P, class... Ps>
CHRONUS_INLINE R each(Do make, const P& x, const Ps&... y) {
#ifndef __AVX2__
  if constexpr (sizeof(P) == 32) {
    return R{make(x.a, y.a...), make(x.b, y.b...)};
  } else
#endif
  {
    return R{make(x.a, y.a...)};
  }
}

template <int kLanes>
using Float = Pack<float, kLanes>;
template <int kLanes>
using Int = Pack<std::int32_t, kLanes>;
template <int kLanes>
using UInt = Pack<std::uint32_t, kLanes>;

/// What a comparison of lanes gives.
template <int kLanes>
struct Mask {
  using Part = std::conditional_t<kLanes == 1, bool, IntRegister>;
  Part a;
};
template <>
struct Mask<8> {
  using Part = IntRegister;
  Part a;
#ifndef __AVX2__
  Part b;
#endif
};

using F8 = Float<8>;
using I8 = Int<8>;
using U8 = UInt<8>;
using M8 = Mask<8>;

template <class P>
struct WidthOf;
template <class T, int kLanes>
struct WidthOf<Pack<T, kLanes>> {
  static constexpr int kValue = kLanes;
};
template <class P>
inline constexpr int kLanesOf = WidthOf<P>::kValue;

#define CHRONUS_LANES_OPERATOR(op)                                                                 \
  template <class T, int kLanes>                                                                   \
  CHRONUS_INLINE Pack<T, kLanes> operator op(const Pack<T, kLanes>& x, const Pack<T, kLanes>& y) { \
    return each<Pack<T, kLanes>>(                                                                  \
        [](const auto& p, const auto& q) __attribute__((always_inline)) {                          \
          return static_cast<std::remove_cvref_t<decltype(p)>>(p op q);                            \
        },                                                                                         \
        x, y);                                                                                     \
  }
CHRONUS_LANES_OPERATOR(+)
CHRONUS_LANES_OPERATOR(-)
CHRONUS_LANES_OPERATOR(*)
CHRONUS_LANES_OPERATOR(/)
CHRONUS_LANES_OPERATOR(&)
CHRONUS_LANES_OPERATOR(|)
CHRONUS_LANES_OPERATOR(^)
#undef CHRONUS_LANES_OPERATOR

#define CHRONUS_LANES_COMPARISON(op)                                                            \
  template <class T, int kLanes>                                                                \
  CHRONUS_INLINE Mask<kLanes> operator op(const Pack<T, kLanes>& x, const Pack<T, kLanes>& y) { \
    return each<Mask<kLanes>>(                                                                  \
        [](const auto& p, const auto& q) __attribute__((always_inline)) {                       \
          return static_cast<typename Mask<kLanes>::Part>(p op q);                              \
        },                                                                                      \
        x, y);                                                                                  \
  }
CHRONUS_LANES_COMPARISON(<)
CHRONUS_LANES_COMPARISON(>)
CHRONUS_LANES_COMPARISON(<=)
CHRONUS_LANES_COMPARISON(>=)
CHRONUS_LANES_COMPARISON(==)
CHRONUS_LANES_COMPARISON(!=)
#undef CHRONUS_LANES_COMPARISON

template <class T, int kLanes>
CHRONUS_INLINE Pack<T, kLanes> operator-(const Pack<T, kLanes>& x) {
  return each<Pack<T, kLanes>>(
      [](const auto& p) __attribute__((always_inline)) {
        return static_cast<std::remove_cvref_t<decltype(p)>>(-p);
      },
      x);
}

/// By a constant number of bits; to the right an Int keeps its sign.
template <int kBits, class T, int kLanes>
CHRONUS_INLINE Pack<T, kLanes> shift_left(const Pack<T, kLanes>& x) {
  return each<Pack<T, kLanes>>(
      [](const auto& p) __attribute__((always_inline)) {
        return static_cast<std::remove_cvref_t<decltype(p)>>(p << kBits);
      },
      x);
}
template <int kBits, class T, int kLanes>
CHRONUS_INLINE Pack<T, kLanes> shift_right(const Pack<T, kLanes>& x) {
  return each<Pack<T, kLanes>>(
      [](const auto& p) __attribute__((always_inline)) {
        return static_cast<std::remove_cvref_t<decltype(p)>>(p >> kBits);
      },
      x);
}

template <int kLanes>
CHRONUS_INLINE Mask<kLanes> operator&(const Mask<kLanes>& x, const Mask<kLanes>& y) {
  return each<Mask<kLanes>>(
      [](const auto& p, const auto& q) __attribute__((always_inline)) {
        return static_cast<typename Mask<kLanes>::Part>(p & q);
      },
      x, y);
}
template <int kLanes>
CHRONUS_INLINE Mask<kLanes> operator|(const Mask<kLanes>& x, const Mask<kLanes>& y) {
  return each<Mask<kLanes>>(
      [](const auto& p, const auto& q) __attribute__((always_inline)) {
        return static_cast<typename Mask<kLanes>::Part>(p | q);
      },
      x, y);
}

/// The same value in every lane.
template <class P>
CHRONUS_INLINE P all_lanes(typename P::Element x) {
  if constexpr (kLanesOf<P> == 1) {
    return P{x};
  } else {
#ifdef __AVX2__
    return P{typename P::Part{x, x, x, x, x, x, x, x}};
#else
    return P{typename P::Part{x, x, x, x}, typename P::Part{x, x, x, x}};
#endif
  }
}

/// kLanes values that lie behind each other; `from` need not be aligned.
template <class P>
CHRONUS_INLINE P load(const typename P::Element* from) {
  P pack;
  __builtin_memcpy(&pack, from, sizeof(pack));
  return pack;
}
template <class T, int kLanes>
CHRONUS_INLINE void store(T* to, const Pack<T, kLanes>& pack) {
  __builtin_memcpy(to, &pack, sizeof(pack));
}

/// `x` where the mask is true, else `y`.
template <class T, int kLanes>
CHRONUS_INLINE Pack<T, kLanes> select(const Mask<kLanes>& mask, const Pack<T, kLanes>& x,
                                      const Pack<T, kLanes>& y) {
  return each<Pack<T, kLanes>>(
      [](const auto& m, const auto& p, const auto& q)
          __attribute__((always_inline)) { return m ? p : q; },
      mask, x, y);
}

/// NaN in `x` gives `y`.
template <class T, int kLanes>
CHRONUS_INLINE Pack<T, kLanes> lesser(const Pack<T, kLanes>& x, const Pack<T, kLanes>& y) {
  return select(x < y, x, y);
}
template <class T, int kLanes>
CHRONUS_INLINE Pack<T, kLanes> greater(const Pack<T, kLanes>& x, const Pack<T, kLanes>& y) {
  return select(x > y, x, y);
}

/// Rounded to the nearest float.
template <int kLanes>
CHRONUS_INLINE Float<kLanes> to_float(const Int<kLanes>& x) {
  return each<Float<kLanes>>(
      [](const auto& p) __attribute__((always_inline)) {
        if constexpr (kLanes == 1) {
          return static_cast<float>(p);
        } else {
          return __builtin_convertvector(p, FloatRegister);
        }
      },
      x);
}
/// Towards 0, for |x| < 2^31.
template <int kLanes>
CHRONUS_INLINE Int<kLanes> to_int(const Float<kLanes>& x) {
  return each<Int<kLanes>>(
      [](const auto& p) __attribute__((always_inline)) {
        if constexpr (kLanes == 1) {
          return static_cast<std::int32_t>(p);
        } else {
          return __builtin_convertvector(p, IntRegister);
        }
      },
      x);
}

/// The same bits as another type of the same width.
template <class To, class P>
CHRONUS_INLINE To bits_as(const P& x) {
  static_assert(sizeof(To) == sizeof(P));
  return __builtin_bit_cast(To, x);
}

template <int kLanes>
CHRONUS_INLINE Float<kLanes> magnitude(const Float<kLanes>& x) {
  return bits_as<Float<kLanes>>(bits_as<Int<kLanes>>(x) & all_lanes<Int<kLanes>>(0x7FFF'FFFF));
}

/// Bit k: lane k.
template <int kLanes>
CHRONUS_INLINE unsigned bits_of(const Mask<kLanes>& mask) {
  if constexpr (kLanes == 1) {
    return mask.a ? 1U : 0U;
  } else {
#if defined(__AVX2__)
    return static_cast<unsigned>(_mm256_movemask_ps(__builtin_bit_cast(__m256, mask.a)));
#elif defined(__SSE2__)
    return static_cast<unsigned>(_mm_movemask_ps(__builtin_bit_cast(__m128, mask.a))) |
           static_cast<unsigned>(_mm_movemask_ps(__builtin_bit_cast(__m128, mask.b))) << 4U;
#else
    unsigned bits = 0;
    for (unsigned lane = 0; lane < 4; ++lane) {
      bits |= static_cast<unsigned>(mask.a[lane] != 0) << lane;
      bits |= static_cast<unsigned>(mask.b[lane] != 0) << (lane + 4);
    }
    return bits;
#endif
  }
}
template <int kLanes>
CHRONUS_INLINE bool any(const Mask<kLanes>& mask) {
  return bits_of(mask) != 0;
}
template <int kLanes>
CHRONUS_INLINE bool all(const Mask<kLanes>& mask) {
  return bits_of(mask) == (1U << kLanes) - 1U;
}

/// One lane's value, for what happens to single voices.
template <class T, int kLanes>
CHRONUS_INLINE T get(const Pack<T, kLanes>& pack, int lane) {
  T value;
  __builtin_memcpy(&value, reinterpret_cast<const char*>(&pack) + sizeof(T) * lane, sizeof(T));
  return value;
}
template <class T, int kLanes>
CHRONUS_INLINE void set(Pack<T, kLanes>* pack, int lane, T value) {
  __builtin_memcpy(reinterpret_cast<char*>(pack) + sizeof(T) * lane, &value, sizeof(T));
}

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
