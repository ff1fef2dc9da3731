// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <complex>
#include <functional>
#include <numbers>

#include "module_bench.hpp"

namespace chronus::engine {

/// sin(2 pi hz n / rate).
inline double sine_at(double hz, double frame, double rate) {
  return std::sin(2.0 * std::numbers::pi * std::fmod(hz * frame / rate, 1.0));
}

/// Gain in dB that a module has for a sine of `hz` and that `level`, once it has settled: a whole
/// number of periods behind `settle_s`. `set` sets its parameters.
inline double gain_db_of(std::string_view type, double hz, float rate,
                         const std::function<void(ModuleBench&)>& set, std::size_t output = 0,
                         double level = 1e-2, double settle_s = 0.5) {
  const int settled = static_cast<int>(settle_s * rate);
  const double periods = std::max(1.0, std::floor(0.25 * hz));
  const int measured = static_cast<int>(std::lround(periods / hz * rate));
  ModuleBench bench(type, settled + measured, rate);
  set(bench);
  auto& in = bench.input(0);
  for (std::size_t n = 0; n < in.size(); ++n) {
    in[n] = static_cast<float>(level * sine_at(hz, static_cast<double>(n), rate));
  }
  bench.run();
  std::complex<double> sum = 0.0;
  for (int n = settled; n < settled + measured; ++n) {
    sum += static_cast<double>(bench.output(output)[n]) *
           std::polar(1.0, -2.0 * std::numbers::pi * std::fmod(hz * n / rate, 1.0));
  }
  return 20.0 * std::log10(std::abs(sum) * 2.0 / (level * measured) + 1e-12);
}

inline double db_of(double ratio) { return 20.0 * std::log10(ratio); }

/// s of an analogue prototype at `hz`, by the bilinear transform that keeps `freq`.
inline std::complex<double> warped(double hz, double freq, double rate) {
  const double pi = std::numbers::pi;
  return {0.0, std::tan(pi * hz / rate) / std::tan(pi * freq / rate)};
}

inline double rms(std::span<const float> samples) {
  double sum = 0.0;
  for (const float x : samples) sum += static_cast<double>(x) * x;
  return std::sqrt(sum / static_cast<double>(samples.size()));
}

}  // namespace chronus::engine
