// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "dsp/simd.hpp"

/// Signal processing from +, -, *, / and sqrt alone. IEEE 754 fixes their results, while libm's
/// last bit depends on its version and on the CPU: a journal rendered on another machine must give
/// the same samples.
///
/// Everything in dsp is real-time safe and used by one thread at a time; every class is trivially
/// copyable, since a keyframe copies it byte by byte.
namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// sin(2 pi turns) within 1e-11, for turns in [0, 2^31).
constexpr double sin_turns(double turns) {
  double x = turns - static_cast<double>(static_cast<std::int64_t>(turns + 0.5));
  if (x > 0.25) x = 0.5 - x;
  if (x < -0.25) x = -0.5 - x;
  const double a = 2.0 * std::numbers::pi * x;
  const double s = a * a;
  // Taylor series to a^15: (pi/2)^17 / 17! is left out.
  double sum = 1.0;
  for (int n = 15; n >= 3; n -= 2) sum = 1.0 - s * (1.0 / (n * (n - 1))) * sum;
  return a * sum;
}

/// cos(2 pi turns), as sin_turns.
constexpr double cos_turns(double turns) { return sin_turns(turns + 0.25); }

/// atan(x) within 2e-11, for x from 0 to 10^6.
inline double atan(double x) {
  // Half the angle, three times: below 0.2. Then the Taylor series to x^13.
  for (int n = 0; n < 3; ++n) x = x / (1.0 + std::sqrt(1.0 + x * x));
  double sum = 0.0;
  for (int n = 13; n >= 1; n -= 2) sum = 1.0 / n - x * x * sum;
  return 8.0 * x * sum;
}

/// 2^x within a relative 1e-11; x is held in [-1000, 1000].
constexpr double exp2(double x) {
  x = std::clamp(x, -1000.0, 1000.0);
  const auto whole = static_cast<std::int64_t>(x < 0.0 ? x - 0.5 : x + 0.5);
  const double a = (x - static_cast<double>(whole)) * std::numbers::ln2;
  // Taylor series of e^a to a^10, |a| <= ln(2) / 2.
  double sum = 1.0;
  for (int n = 10; n >= 1; --n) sum = 1.0 + a * (1.0 / n) * sum;
  return sum * std::bit_cast<double>(static_cast<std::uint64_t>(whole + 1023) << 52);
}

/// log2(x) within 1e-11, for finite x above 0 that are not denormal.
constexpr double log2(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto whole = static_cast<std::int64_t>(bits >> 52U) - 1023;
  double m = std::bit_cast<double>((bits & 0xFFFFFFFFFFFFFU) | (std::uint64_t{1023} << 52U));
  if (m > std::numbers::sqrt2) {
    m *= 0.5;
    ++whole;
  }
  // ln(m) = 2 artanh(a) for m in [sqrt(1/2), sqrt(2)], |a| < 0.172: to a^13.
  const double a = (m - 1.0) / (m + 1.0);
  double sum = 0.0;
  for (int n = 13; n >= 1; n -= 2) sum = 1.0 / n + a * a * sum;
  return static_cast<double>(whole) + 2.0 * a * sum * std::numbers::log2e;
}

/// 20 dB are a factor of 10.
constexpr double gain_of_db(double db) {
  constexpr double kLog2Of10 = 3.321928094887362;
  return exp2(db * (kLog2Of10 / 20.0));
}

/// A tanh-like curve, +-1 from |x| = 3 on with slope 0 there: Padé approximant of tanh.
constexpr double soft_clip(double x) {
  x = std::clamp(x, -3.0, 3.0);
  return x * (27.0 + x * x) / (27.0 + 9.0 * x * x);
}

/// MIDI-like velocity held in [0, 1]; NaN is 0.
constexpr float held_velocity(float velocity) {
  return velocity > 0.0F ? std::min(velocity, 1.0F) : 0.0F;
}

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
