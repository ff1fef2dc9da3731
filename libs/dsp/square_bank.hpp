// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "dsp/phase.hpp"
#include "dsp/waveform.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Six squares out of tune with each other: the metal of hats and cymbals.
class SquareBank {
 public:
  static constexpr std::size_t kSquares = 6;
  using Six = std::array<double, kSquares>;

  /// The turns that each begins at.
  void init(const Six& starts) {
    for (std::size_t n = 0; n < kSquares; ++n) phases_[n] = Phase(starts[n]);
  }

  /// Their sum, a third of it. Each moves by its ratio of `increment`, in turns per frame.
  double next(double increment, const Six& ratios) {
    double sum = 0.0;
    for (std::size_t n = 0; n < kSquares; ++n) {
      const double own = std::min(increment * ratios[n], kMaxIncrement);
      sum += pulse(phases_[n].turns(), own, 0.5);
      phases_[n].advance(own);
    }
    return sum / 3.0;
  }

 private:
  std::array<Phase, kSquares> phases_;
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
