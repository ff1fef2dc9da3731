// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

namespace chronus::dsp {

using Complex = std::complex<double>;

/// Discrete Fourier transform, length a power of 2 (radix 2, by the definition).
inline std::vector<Complex> transform(std::span<const Complex> x) {
  if (x.size() == 1) return {x[0]};
  const std::size_t half = x.size() / 2;
  const double turn = -2.0 * std::numbers::pi / static_cast<double>(x.size());
  std::vector<Complex> even(half), odd(half);
  for (std::size_t n = 0; n < half; ++n) even[n] = x[2 * n], odd[n] = x[2 * n + 1];
  even = transform(even), odd = transform(odd);
  std::vector<Complex> bins(x.size());
  for (std::size_t n = 0; n < half; ++n) {
    const Complex turned = std::polar(1.0, turn * static_cast<double>(n)) * odd[n];
    bins[n] = even[n] + turned, bins[n + half] = even[n] - turned;
  }
  return bins;
}

/// Amplitude of every bin up to Nyquist: 1 for a sine of amplitude 1 that fits the length.
inline std::vector<double> amplitudes(std::span<const double> x) {
  const std::vector<Complex> bins = transform(std::vector<Complex>(x.begin(), x.end()));
  std::vector<double> amplitude(x.size() / 2);
  for (std::size_t n = 0; n < amplitude.size(); ++n) {
    amplitude[n] = 2.0 * std::abs(bins[n]) / static_cast<double>(x.size());
  }
  return amplitude;
}

inline double decibels(double ratio) { return 20.0 * std::log10(ratio); }

}  // namespace chronus::dsp
