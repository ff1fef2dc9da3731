// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/simd.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Residuals of steps and corners smoothed by the cubic B-spline: the four-point polynomial BLEP
/// and BLAMP (Välimäki, Pekonen, Nam: "Perceptually informed synthesis of bandlimited classical
/// waveforms using integrated polynomial interpolation", JASA 131(1), 2012). Images fall as
/// sinc^4; the price is a soft top octave (-3.7 dB at a quarter of the rate).
///
/// `phase` in [0, 1) turns, the edge at phase 0; `increment` in (0, 0.5] turns per frame, so that
/// no more than the edge before and the edge behind are near.

/// The spline's integral beyond `d` in [0, 2] frames from its centre.
constexpr double spline_step(double d) {
  const double e = 2.0 - d;
  if (d >= 1.0) return e * e * e * e / 24.0;
  return 0.5 + d * (-2.0 / 3.0 + d * d * (1.0 / 3.0 - d / 8.0));
}

/// The integral of spline_step beyond `d`.
constexpr double spline_ramp(double d) {
  const double e = 2.0 - d;
  if (d >= 1.0) return e * e * e * e * e / 120.0;
  return 7.0 / 30.0 + d * (-0.5 + d * (1.0 / 3.0 + d * d * (-1.0 / 12.0 + d / 40.0)));
}

/// To be added to a waveform that steps up by 1 at phase 0.
constexpr double step_residual(double phase, double increment) {
  const double reach = 2.0 * increment;
  double sum = 0.0;
  if (phase < reach) sum -= spline_step(phase / increment);
  if (1.0 - phase < reach) sum += spline_step((1.0 - phase) / increment);
  return sum;
}

/// To be added to a waveform whose slope rises by 1 per frame at phase 0.
constexpr double corner_residual(double phase, double increment) {
  const double reach = 2.0 * increment;
  double sum = 0.0;
  if (phase < reach) sum += spline_ramp(phase / increment);
  if (1.0 - phase < reach) sum += spline_ramp((1.0 - phase) / increment);
  return sum;
}

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
