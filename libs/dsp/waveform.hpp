// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/band_limit.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Band-limited waveforms as functions of phase [0, 1) and increment (0, 0.5], turns per frame.
/// All are free of DC and start at 0, rising.
inline constexpr double kMaxIncrement = 0.49;

constexpr double wrap_turns(double turns) { return turns < 0.0 ? turns + 1.0 : turns; }

/// Falls from 1 to -1 at phase 0, rises for the rest of the cycle.
constexpr double saw(double phase, double increment) {
  return 2.0 * phase - 1.0 - 2.0 * step_residual(phase, increment);
}

/// High for `width` in (0, 1) of the cycle. Peak to peak is always 2: 1 and -1 at width 0.5,
/// 2 - 2 width and -2 width else, as behind a capacitor. The narrower it is the less there is of
/// its fundamental, and the sharper its edges are cut off.
constexpr double pulse(double phase, double increment, double width) {
  const double fall = wrap_turns(phase - width);
  const double plain = saw(fall, increment) - saw(phase, increment);
  const double share = sharpness(width);
  if (share == 0.0) return plain;
  const auto sharper = [&](double edge) {
    return sharp_step_residual(edge, increment) - step_residual(edge, increment);
  };
  return plain + 2.0 * share * (sharper(phase) - sharper(fall));
}

constexpr double naive_triangle(double phase) {
  if (phase < 0.25) return 4.0 * phase;
  return phase < 0.75 ? 2.0 - 4.0 * phase : 4.0 * phase - 4.0;
}

constexpr double triangle(double phase, double increment) {
  const double low = corner_residual(wrap_turns(phase - 0.75), increment);
  const double high = corner_residual(wrap_turns(phase - 0.25), increment);
  return naive_triangle(phase) + 8.0 * increment * (low - high);
}

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
