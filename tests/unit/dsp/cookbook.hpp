// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <complex>
#include <numbers>

#include "dsp/svf.hpp"
#include "spectrum.hpp"

namespace chronus::dsp {

/// The analogue prototype H(s) of the cookbook at s = j tan(pi f / rate) / tan(pi f0 / rate),
/// which is what the bilinear transform makes of f.
inline double cookbook_db(const FilterSettings& settings, double hz, double rate) {
  const double pi = std::numbers::pi;
  const Complex s(0.0, std::tan(pi * hz / rate) / std::tan(pi * settings.freq_hz / rate));
  const double q = settings.q;
  const double a = std::pow(10.0, settings.gain_db / 40.0);
  const double root_a = std::sqrt(a);
  const Complex den = s * s + s / q + 1.0;
  const auto response = [&]() -> Complex {
    switch (settings.mode) {
      case FilterMode::kLowpass:
        return 1.0 / den;
      case FilterMode::kHighpass:
        return s * s / den;
      case FilterMode::kBandpass:
        return s / q / den;
      case FilterMode::kNotch:
        return (s * s + 1.0) / den;
      case FilterMode::kPeak:
        return (s * s + s * (a / q) + 1.0) / (s * s + s / (a * q) + 1.0);
      case FilterMode::kLowShelf:
        return a * (s * s + root_a / q * s + a) / (a * s * s + root_a / q * s + 1.0);
      case FilterMode::kHighShelf:
        return a * (a * s * s + root_a / q * s + 1.0) / (s * s + root_a / q * s + a);
      case FilterMode::kResonator:
        return s / den;
    }
    return 0.0;
  }();
  return decibels(std::abs(response));
}

}  // namespace chronus::dsp
