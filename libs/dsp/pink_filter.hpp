// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <numbers>

#include "dsp/math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Turns white noise pink: -3 dB an octave from 20 Hz up, at any rate. A pole every two octaves
/// with a zero one octave above it falls by 6 dB in every second octave.
class PinkFilter {
 public:
  /// Not real-time: measures its own gain.
  void init(float rate) {
    double pole_hz = 20.0;
    for (Section& section : sections_) {
      section = {};
      // Above Nyquist pole and zero cancel: the section does nothing.
      if (2.0 * pole_hz < 0.5 * rate) {
        section.pole = exp2(-kTurnsToOctaves * pole_hz / rate);
        section.zero = exp2(-kTurnsToOctaves * 2.0 * pole_hz / rate);
      }
      pole_hz *= 4.0;
    }
    normalise(rate);
  }

  /// White noise of RMS r comes out as pink noise of RMS r.
  double next(double x) {
    x *= gain_;
    for (Section& section : sections_) x = section.next(x);
    return x;
  }

  static constexpr int kSections = 6;
  double pole(int section) const { return sections_[static_cast<std::size_t>(section)].pole; }
  double zero(int section) const { return sections_[static_cast<std::size_t>(section)].zero; }
  /// Of what comes in.
  double gain() const { return gain_; }

 private:
  struct Section {
    double pole = 0.0, zero = 0.0;
    double x1 = 0.0, y1 = 0.0;
    double next(double x) {
      y1 = x - zero * x1 + pole * y1;
      x1 = x;
      return y1;
    }
  };
  // e^(-2 pi f) = 2^(-kTurnsToOctaves f).
  static constexpr double kTurnsToOctaves = 2.0 * std::numbers::pi * std::numbers::log2e;

  /// The energy of the impulse response is the gain of white noise's power; a fifth of a second
  /// is 25 time constants of the slowest pole.
  void normalise(float rate) {
    gain_ = 1.0;
    double energy = 0.0;
    for (int n = 0; n < static_cast<int>(rate / 5.0F); ++n) {
      const double h = next(n == 0 ? 1.0 : 0.0);
      energy += h * h;
    }
    gain_ = 1.0 / std::sqrt(energy);
    for (Section& section : sections_) section.x1 = section.y1 = 0.0;
  }

  std::array<Section, kSections> sections_{};
  double gain_ = 1.0;
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
