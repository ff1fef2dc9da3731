// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

#include "dsp/lanes.hpp"
#include "dsp/math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Reads between samples: a windowed sinc (Kaiser) of 24 points, wider and lower for who reads
/// faster than 1, so that little is folded back up to two octaves above; beyond that it folds. Made
/// by our own mathematics when a program begins, the same on every machine, and not changed after.
///
/// Up to 0.39 of the frame rate, 18.7 kHz at 48, it is flat; docs/accuracy.md has what it leaves.
class SampleKernel {
 public:
  static constexpr int kPhases = 256;
  static constexpr int kMostTaps = 96;

  SampleKernel() {
    std::size_t at = 0;
    for (int n = 0; n < kBands; ++n) {
      const double ratio = kRatios[static_cast<std::size_t>(n)];
      Band& band = bands_[static_cast<std::size_t>(n)];
      band.taps = kTaps[static_cast<std::size_t>(n)];
      band.first = at;
      at += static_cast<std::size_t>(kPhases + 1) * static_cast<std::size_t>(band.taps);
      for (int phase = 0; phase <= kPhases; ++phase) make_row(band, ratio, phase);
    }
  }

  /// Between the samples around `position` (in 2^-32 frames, from data[0] on) of `frames` frames,
  /// beyond which there is silence. `speed`: frames a step, of either sign.
  CHRONUS_INLINE float read(const float* data, std::int64_t frames, std::int64_t position,
                            double speed) const {
    return read(data, frames, position, band_of(speed));
  }

  /// The taps for who reads at that speed.
  struct Band {
    int taps = 0;
    std::size_t first = 0;  // in rows_
  };
  const Band& band_of(double speed) const {
    const double ratio = std::abs(speed);
    std::size_t n = 0;
    while (n < kBands - 1 && ratio > kRatios[n] * 1.0001) ++n;
    return bands_[n];
  }
  /// As read() at a speed of that band.
  CHRONUS_INLINE float read(const float* data, std::int64_t frames, std::int64_t position,
                            const Band& band) const {
    const std::int64_t first = (position >> 32) - band.taps / 2 + 1;
    const auto part = static_cast<std::uint32_t>(position);
    const std::size_t row = band.first + (part >> kPartBits) * static_cast<std::size_t>(band.taps);
    const float share = static_cast<float>(part & kPartMask) * kPartScale;
    if (first >= 0 && first + band.taps <= frames) {
      return dot(data + first, &rows_[row], band.taps, share);
    }
    std::array<float, kMostTaps> padded{};
    const std::int64_t from = std::max<std::int64_t>(first, 0);
    const std::int64_t to = std::min<std::int64_t>(first + band.taps, frames);
    if (from < to) std::copy(data + from, data + to, padded.data() + (from - first));
    return dot(padded.data(), &rows_[row], band.taps, share);
  }

 private:
  static constexpr int kBands = 5;
  static constexpr std::array<int, kBands> kTaps{24, 40, 48, 72, 96};  // 24 times the ratio
  static constexpr std::size_t kRows = std::size_t{kPhases + 1} * (24 + 40 + 48 + 72 + 96);
  static constexpr double kBeta = 8.0;
  static constexpr std::array<double, kBands> kRatios{1.0, 1.4142135623730951, 2.0,
                                                      2.8284271247461903, 4.0};
  static constexpr int kPartBits = 24;  // of what lies within a phase
  static constexpr std::uint32_t kPartMask = (1U << kPartBits) - 1;
  static constexpr float kPartScale = 0x1p-24F;

  /// I0(x), by its series; x up to 10.
  static double bessel(double x) {
    double sum = 1.0, term = 1.0;
    for (int k = 1; k < 40; ++k) {
      term *= x / 2.0 / k;
      sum += term * term;
    }
    return sum;
  }

  void make_row(const Band& band, double ratio, int phase) {
    std::array<double, kMostTaps> row{};
    double sum = 0.0;
    const double half = band.taps / 2.0;
    for (int tap = 0; tap < band.taps; ++tap) {
      const double x = tap - (half - 1.0) - phase / double{kPhases};
      const double place = x / half;
      const double inside = 1.0 - place * place;
      const double window = inside > 0.0 ? bessel(kBeta * std::sqrt(inside)) : 1.0;
      const double turns = x / ratio / 2.0;
      const double sinc = x == 0.0 ? 1.0
                                   : (turns < 0.0 ? sin_turns(-turns) : sin_turns(turns)) /
                                         (2.0 * std::numbers::pi * std::abs(turns));
      row[static_cast<std::size_t>(tap)] = sinc * window;
      sum += sinc * window;
    }
    float* to = &rows_[band.first + static_cast<std::size_t>(phase * band.taps)];
    for (int tap = 0; tap < band.taps; ++tap) {
      to[tap] = static_cast<float>(row[static_cast<std::size_t>(tap)] / sum);
    }
  }

  /// `row` and the one behind it, `share` of the way. Sums are in one order on every machine.
  CHRONUS_INLINE static float dot(const float* data, const float* row, int taps, float share) {
    const F8 part = all_lanes<F8>(share);
    F8 sum = all_lanes<F8>(0.0F);
    for (int tap = 0; tap < taps; tap += 8) {
      const F8 low = load<F8>(row + tap);
      const F8 high = load<F8>(row + taps + tap);
      sum = sum + load<F8>(data + tap) * (low + part * (high - low));
    }
    std::array<float, 8> lanes;
    store(lanes.data(), sum);
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) +
           ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
  }

  std::array<Band, kBands> bands_;
  std::array<float, kRows> rows_{};
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
