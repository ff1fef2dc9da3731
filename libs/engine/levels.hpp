// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "dsp/simd.hpp"

namespace chronus::engine {

// No patch that can be made of the modules may fail a worker, however it is wired and set. So what
// a module gives to others is held within bounds, and only what no module gives of held inputs is a
// fault.

/// What the engine gives is held within ±this, +80 dBFS.
inline constexpr float kHeldOutput = 10'000.0F;
/// What a module's output gives to others is held within ±this: far above music, and above any
/// lfo's 20,000 Hz behind an amplifier.
inline constexpr float kHeldSignal = 1e6F;
/// A module that computes more than this by itself runs away. From held inputs none gets there:
/// hundreds of sources into a filter that rings up while its settings move stay below a
/// hundredth of it.
inline constexpr float kRunawayLevel = 1e15F;

/// The module that ran away.
struct Runaway {
  int place = -1;      ///< in the patch description; -1: none did
  bool finite = true;  ///< false: Inf
};

/// Without the sign the bits of floats are ordered as the floats are, Inf and NaN above all.
CHRONUS_INLINE std::int32_t magnitude_bits(float sample) {
  constexpr std::int32_t kSignless = 0x7FFF'FFFF;
  return std::bit_cast<std::int32_t>(sample) & kSignless;
}

/// Whether some sample is beyond ±level, or NaN. Without a branch a sample, in whole vectors.
CHRONUS_INLINE bool any_beyond(const float* samples, std::size_t count, float level) {
  const auto limit = std::bit_cast<std::int32_t>(level);
  std::int32_t beyond = 0;
  for (std::size_t i = 0; i < count; ++i) beyond |= limit - magnitude_bits(samples[i]);
  return beyond < 0;
}

/// NaN stays NaN: it must be seen.
CHRONUS_INLINE void hold(float* samples, std::size_t count, float level) {
  for (std::size_t i = 0; i < count; ++i) {
    const float lowered = level < samples[i] ? level : samples[i];
    samples[i] = -level > lowered ? -level : lowered;
  }
}

}  // namespace chronus::engine
