// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "dsp/math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

enum class FilterMode : std::uint8_t {
  kLowpass,
  kHighpass,
  kBandpass,  ///< 0 dB at the centre
  kNotch,
  kPeak,
  kLowShelf,
  kHighShelf,
  kResonator,  ///< a bandpass of q at the centre: its skirts stay where they are
};

struct FilterSettings {
  FilterMode mode = FilterMode::kLowpass;
  float freq_hz = 1000.0F;  ///< held below 0.49 of the rate
  float q = 0.707F;         ///< above 0
  float gain_db = 0.0F;     ///< of the peak and the shelves
  friend bool operator==(const FilterSettings&, const FilterSettings&) = default;
};

/// A second-order filter in the trapezoidal state-variable form, which stays stable and does not
/// click while its settings move at full rate (Simper: "Solving the continuous SVF equations using
/// trapezoidal integration and equivalent currents", 2013). Its responses are those of the
/// biquads of Bristow-Johnson's "Cookbook formulae for audio EQ biquad filter coefficients".
/// Double, since at 10 Hz and 192 kHz g^2 is below a float's last bit.
class Svf {
 public:
  /// Cheap when nothing changed.
  void set(const FilterSettings& settings, float rate) {
    if (settings == settings_ && rate == rate_) return;
    settings_ = settings;
    rate_ = rate;
    compute();
  }

  double next(double v0) {
    const double v3 = v0 - ic2_;
    const double next1 = b1_ * ic1_ + b2_ * v3;
    const double next2 = ic2_ + (b2_ * ic1_ + b3_ * v3);
    const double y = m0_ * v0 + (m1_ * (ic1_ + next1) + m2_ * (ic2_ + next2));
    ic1_ = hush(next1);
    ic2_ = hush(next2);
    return y;
  }

 private:
  /// A tail ends at -400 dB in a true 0 instead of in denormals.
  static double hush(double x) { return std::abs(x) < 1e-20 ? 0.0 : x; }

  void compute() {
    const double turns = std::min(static_cast<double>(settings_.freq_hz) / rate_, 0.49) / 2.0;
    double g = sin_turns(turns) / cos_turns(turns);
    double k = 1.0 / settings_.q;
    const bool has_gain = settings_.mode >= FilterMode::kPeak;
    const double root_a = has_gain ? gain_of_db(settings_.gain_db / 4.0) : 1.0;
    const double a = root_a * root_a;
    switch (settings_.mode) {
      case FilterMode::kLowpass:
        mix(0.0, 0.0, 1.0);
        break;
      case FilterMode::kHighpass:
        mix(1.0, -k, -1.0);
        break;
      case FilterMode::kBandpass:
        mix(0.0, k, 0.0);
        break;
      case FilterMode::kNotch:
        mix(1.0, -k, 0.0);
        break;
      case FilterMode::kPeak:
        k /= a;
        mix(1.0, k * (a * a - 1.0), 0.0);
        break;
      case FilterMode::kLowShelf:
        g /= root_a;
        mix(1.0, k * (a - 1.0), a * a - 1.0);
        break;
      case FilterMode::kHighShelf:
        g *= root_a;
        mix(a * a, k * (1.0 - a) * a, 1.0 - a * a);
        break;
      case FilterMode::kResonator:
        mix(0.0, 1.0, 0.0);
        break;
    }
    // Simper's v1 and v2 are the means of what ic1 and ic2 were and will be: his a1, a2 and a3
    // twice, and his mix halved.
    const double twice = 2.0 / (1.0 + g * (g + k));
    b1_ = twice - 1.0;
    b2_ = g * twice;
    b3_ = g * b2_;
  }

  void mix(double input, double band, double low) {
    m0_ = input, m1_ = 0.5 * band, m2_ = 0.5 * low;
  }

  FilterSettings settings_;
  float rate_ = 0.0F;
  double b1_ = 0.0, b2_ = 0.0, b3_ = 0.0;
  double m0_ = 0.0, m1_ = 0.0, m2_ = 0.0;
  double ic1_ = 0.0, ic2_ = 0.0;
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
