// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "dsp/simd.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Residuals of steps and corners: what a band-limited one is more than a naive one, within
/// kEdgeFrames frames on both sides of it.
///
/// The low-pass behind them is a polynomial of the distance from the edge, fitted (Chebyshev, by
/// Lawson's reweighting) for a span of eight frames: within ±0.4 dB up to 0.3135 of the rate (15
/// kHz at 48 kHz), -53 dB from 0.583 of the rate on (28 kHz, whose image is 20 kHz), falling from
/// there. In between lie the images that are heard above 20 kHz.
///
/// `phase` in [0, 1) turns, the edge at phase 0; `increment` in (0, 0.49] turns per frame, so that
/// two edges on either side are near at the most.
inline constexpr double kEdgeFrames = 4.0;

/// Of the falling half of a band-limited step, d in [0, 4] frames from its centre: by powers of
/// d / 2 - 1 from the highest down.
inline constexpr std::array<double, 11> kStepTail{
    -0.0677554758235, -0.104855713953, 0.413419056348, 0.355698413,
    -1.12024285168,   -0.221502439376, 1.45436613655,  -0.493278858973,
    -0.449291209799,  0.213938599303,  0.019504344403};
/// The integral of that from d to 4.
inline constexpr std::array<double, 12> kCornerTail{
    0.0123191774225, 0.0209711427906, -0.0918709014106, -0.0889246032499,
    0.320069386194,  0.0738341464588, -0.58174645462,   0.246639429487,
    0.299527473199,  -0.213938599303, -0.039008688806,  0.042128491838};

/// As kStepTail, over kSharpEdgeFrames on both sides: within ±0.32 dB up to 15 kHz at 48 kHz, -65
/// dB from 28 kHz on. For pulses so narrow that their fundamental is not far above the images of
/// their edges. By powers of 2 d / kSharpEdgeFrames - 1.
inline constexpr double kSharpEdgeFrames = 5.0;
inline constexpr std::array<double, 13> kSharpStepTail{
    -0.119513814812, 0.270131546365,   0.569844120529, -1.38267029628, -0.883867970085,
    2.98475676514,   0.00538362977641, -3.05888752696, 1.26501367365,  0.958949451151,
    -0.628549504057, -0.0222799394245, 0.0416898650028};

template <std::size_t kCount>
constexpr double tail_at(const std::array<double, kCount>& powers, double d,
                         double frames = kEdgeFrames) {
  if (d >= frames) return 0.0;
  const double t = d * (2.0 / frames) - 1.0;
  double sum = 0.0;
  for (const double power : powers) sum = sum * t + power;
  return sum;
}
constexpr double step_tail(double d) { return tail_at(kStepTail, d); }
constexpr double corner_tail(double d) { return tail_at(kCornerTail, d); }
constexpr double sharp_step_tail(double d) { return tail_at(kSharpStepTail, d, kSharpEdgeFrames); }

/// To be added to a waveform that steps up by 1 at phase 0.
constexpr double step_residual(double phase, double increment) {
  const double behind = phase / increment, ahead = (1.0 - phase) / increment;
  const double cycle = 1.0 / increment;
  return step_tail(ahead) - step_tail(behind) + step_tail(ahead + cycle) -
         step_tail(behind + cycle);
}

/// As step_residual().
constexpr double sharp_step_residual(double phase, double increment) {
  const double behind = phase / increment, ahead = (1.0 - phase) / increment;
  double sum = 0.0;
  for (const double cycles : {0.0, 1.0 / increment, 2.0 / increment}) {
    sum += sharp_step_tail(ahead + cycles) - sharp_step_tail(behind + cycles);
  }
  return sum;
}

/// How much of a pulse's edges is sharp: nothing of widths from 1/4 to 3/4, all of those narrower
/// than 1/5.
inline constexpr double kPlainWidth = 0.25, kSharpWidths = 20.0;
constexpr double sharpness(double width) {
  const double narrower = width < 0.5 ? width : 1.0 - width;
  const double share = (kPlainWidth - narrower) * kSharpWidths;
  return share < 0.0 ? 0.0 : share < 1.0 ? share : 1.0;
}

/// To be added to a waveform whose slope rises by 1 per frame at phase 0.
constexpr double corner_residual(double phase, double increment) {
  const double behind = phase / increment, ahead = (1.0 - phase) / increment;
  const double cycle = 1.0 / increment;
  return corner_tail(ahead) + corner_tail(behind) + corner_tail(ahead + cycle) +
         corner_tail(behind + cycle);
}

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
