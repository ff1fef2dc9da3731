// SPDX-License-Identifier: MIT
#pragma once

#include <numbers>

#include "dsp/math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// A lowpass of 6 dB an octave, gain 1 at 0 Hz. Its pole e^(-2 pi f / rate) is that of an RC
/// circuit (impulse invariance), so it is stable at any frequency. Double, since at 20 Hz and
/// 192 kHz a step is below a float's last bit.
class OnePole {
 public:
  /// Cheap when nothing changed.
  void set(float freq_hz, float rate) {
    if (freq_hz == freq_hz_ && rate == rate_) return;
    freq_hz_ = freq_hz;
    rate_ = rate;
    constexpr double kTurnsToOctaves = 2.0 * std::numbers::pi * std::numbers::log2e;
    share_ = 1.0 - exp2(-kTurnsToOctaves * freq_hz / rate);
  }

  double next(double x) {
    held_ += share_ * (x - held_);
    if (held_ < 1e-20 && held_ > -1e-20) held_ = 0.0;
    return held_;
  }
  /// next() of each sample, in its place.
  void run(float* samples, int frames) {
    double held = held_;
    for (int i = 0; i < frames; ++i) {
      held += share_ * (static_cast<double>(samples[i]) - held);
      if (held < 1e-20 && held > -1e-20) held = 0.0;
      samples[i] = static_cast<float>(held);
    }
    held_ = held;
  }
  /// Frames by which it delays a tone of so many turns a frame, up to a quarter.
  double delay_frames(double turns) const {
    const double pole = 1.0 - share_;
    const double angle = atan(pole * sin_turns(turns) / (1.0 - pole * cos_turns(turns)));
    return angle / (2.0 * std::numbers::pi * turns);
  }
  bool is_silent() const { return held_ == 0.0; }

 private:
  float freq_hz_ = 0.0F;
  float rate_ = 1.0F;
  double share_ = 0.0;
  double held_ = 0.0;
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
