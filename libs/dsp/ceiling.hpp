// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "dsp/simd.hpp"

/// A ceiling without latency: what is no louder than its knee comes through bit by bit, what is
/// louder is bent so that it never gets to full scale. One sample at a time, without state: two who
/// hold the same samples by it have the same.
namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// -1 dBFS. A sample is bent where its magnitude is above it, and only there.
inline constexpr float kCeilingKnee = 0.8912509381F;
/// What the curve comes up to: the largest sample of a recording with 16 bits, 32767 / 32768.
inline constexpr float kCeiling = 1.0F - 1.0F / 32'768.0F;

/// The curve above the knee, for a magnitude up to 10^6: there u / sqrt(1 + u²), scaled to the room
/// between knee and ceiling. It is C. Rapp's model of an amplifier with the smoothness 1 (Effects
/// of HPA-nonlinearity on a 4-DPSK/OFDM-signal for a digital sound broadcasting system, 2nd
/// European Conference on Satellite Communications, 1991). At the knee its value, slope (1) and
/// curvature (0) are those of what is not bent.
CHRONUS_INLINE float bent(float magnitude) {
  constexpr float kRoom = kCeiling - kCeilingKnee;
  const float above = (magnitude - kCeilingKnee) / kRoom;
  return kCeilingKnee + kRoom * (above / std::sqrt(1.0F + above * above));
}

/// NaN stays NaN: it must be seen.
CHRONUS_INLINE float below_ceiling(float sample) {
  constexpr float kLoudest = 1e6F;
  const float magnitude = std::abs(sample);
  if (!(magnitude > kCeilingKnee)) return sample;
  return std::copysign(bent(std::min(magnitude, kLoudest)), sample);
}

/// The same of many, cheap where none is above the knee. Real-time safe.
CHRONUS_INLINE void hold_below_ceiling(float* samples, std::size_t count) {
  // Without the sign the bits of floats are ordered as the floats are.
  constexpr std::int32_t kSignless = 0x7FFF'FFFF;
  const auto knee = std::bit_cast<std::int32_t>(kCeilingKnee);
  std::int32_t beyond = 0;
  for (std::size_t i = 0; i < count; ++i) {
    beyond |= knee - (std::bit_cast<std::int32_t>(samples[i]) & kSignless);
  }
  if (beyond >= 0) return;
  for (std::size_t i = 0; i < count; ++i) samples[i] = below_ceiling(samples[i]);
}

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
