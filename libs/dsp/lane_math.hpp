// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lanes.hpp"

/// Functions of lanes in single precision, from +, -, * and / alone, as dsp/math.hpp has them in
/// double: minimax polynomials (Remez), errors as stated and tested against libm.
namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Coefficients from the highest power down, by Horner's rule.
template <int kLanes>
CHRONUS_INLINE Float<kLanes> polynomial(const Float<kLanes>& /*x*/, const Float<kLanes>& sum) {
  return sum;
}
template <int kLanes, class... More>
CHRONUS_INLINE Float<kLanes> polynomial(const Float<kLanes>& x, const Float<kLanes>& sum,
                                        float next, More... more) {
  return polynomial<kLanes>(x, sum * x + all_lanes<Float<kLanes>>(next), more...);
}

/// sin(pi / 2 t) for |t| <= 1, within 1.2e-7.
template <int kLanes>
CHRONUS_INLINE Float<kLanes> sin_quarter(const Float<kLanes>& t) {
  constexpr float kFirst = 1.57079637F;  // what it lacks is added where there are bits for it
  constexpr auto kRest = static_cast<float>(1.5707962957518506 - static_cast<double>(kFirst));
  const Float<kLanes> curve =
      polynomial<kLanes>(t * t, all_lanes<Float<kLanes>>(1.5091530952e-4F), -4.67245489e-3F,
                         7.968866665e-2F, -6.4596341924e-1F, kRest);
  return t * all_lanes<Float<kLanes>>(kFirst) + t * curve;
}

/// A triangle from a phase of 2^32 a turn: 0 at phase 0, rising, 1 after a quarter.
template <int kLanes>
CHRONUS_INLINE Float<kLanes> triangle_of(const UInt<kLanes>& phase) {
  const auto turned = bits_as<Int<kLanes>>(phase + all_lanes<UInt<kLanes>>(1U << 30));
  const Int<kLanes> folded = turned ^ shift_right<31>(turned);  // |turned|, less 1 if below 0
  return to_float(folded - all_lanes<Int<kLanes>>(1 << 30)) * all_lanes<Float<kLanes>>(0x1p-30F);
}

/// sin(2 pi phase / 2^32) within 2.2e-7: with x = phase / 2^31 in [-1, 1), x (1 - |x|) times a
/// polynomial of |x| (1 - |x|), which is the same on both sides of a quarter.
template <int kLanes>
CHRONUS_INLINE Float<kLanes> sin_of(const UInt<kLanes>& phase) {
  const Float<kLanes> x =
      to_float(bits_as<Int<kLanes>>(phase)) * all_lanes<Float<kLanes>>(0x1p-31F);
  const Float<kLanes> hump = x * (all_lanes<Float<kLanes>>(1.0F) - magnitude(x));
  return hump * polynomial<kLanes>(magnitude(hump), all_lanes<Float<kLanes>>(2.1931565e-1F),
                                   1.11239578F, 3.14184885F, 3.14158603F);
}

/// tan(pi x) for x in [0, 0.49], within a relative 4e-6.
template <int kLanes>
CHRONUS_INLINE Float<kLanes> tan_half_turns(const Float<kLanes>& x) {
  const Float<kLanes> quarter = x + x;
  return sin_quarter(quarter) / sin_quarter(all_lanes<Float<kLanes>>(1.0F) - quarter);
}

/// 2^x within a relative 1.5e-7, exact for whole numbers; x is held in [-126, 126].
template <int kLanes>
CHRONUS_INLINE Float<kLanes> exp2(const Float<kLanes>& power) {
  const Float<kLanes> x =
      greater(lesser(power, all_lanes<Float<kLanes>>(126.0F)), all_lanes<Float<kLanes>>(-126.0F));
  const Float<kLanes> zero = all_lanes<Float<kLanes>>(0.0F);
  const Float<kLanes> half =
      select(x < zero, all_lanes<Float<kLanes>>(-0.5F), all_lanes<Float<kLanes>>(0.5F));
  const Int<kLanes> whole = to_int(x + half);
  const Float<kLanes> a = x - to_float(whole);
  const Float<kLanes> fraction =
      all_lanes<Float<kLanes>>(1.0F) +
      a * polynomial<kLanes>(a, all_lanes<Float<kLanes>>(1.5469735e-4F), 1.33908668e-3F,
                             9.61803077e-3F, 5.550357106e-2F, 2.4022651084e-1F, 6.9314718803e-1F);
  return fraction * bits_as<Float<kLanes>>(shift_left<23>(whole + all_lanes<Int<kLanes>>(127)));
}

/// log2(x) within 2e-7 and a relative 2e-7, for finite x above 0 that are not denormal.
template <int kLanes>
CHRONUS_INLINE Float<kLanes> log2(const Float<kLanes>& x) {
  const Int<kLanes> bits = bits_as<Int<kLanes>>(x);
  // Such that the mantissa lies in [sqrt(1/2), sqrt(2)).
  const Int<kLanes> whole = shift_right<23>(bits - all_lanes<Int<kLanes>>(0x3F35'04F3));
  const Float<kLanes> m = bits_as<Float<kLanes>>(bits - shift_left<23>(whole));
  const Float<kLanes> one = all_lanes<Float<kLanes>>(1.0F);
  const Float<kLanes> s = (m - one) / (m + one);
  return to_float(whole) + s * polynomial<kLanes>(s * s, all_lanes<Float<kLanes>>(4.3174834115e-1F),
                                                  5.7671383366e-1F, 9.6179885372e-1F,
                                                  2.88539007978F);
}

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
