// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/math.hpp"

namespace chronus::dsp {

/// Portamento: a frequency that approaches each new value by a part of the interval that is left,
/// as a capacitor does, in pitch. After `seconds` a thousandth of the interval is left (a cent of
/// an octave and a half or so); within a hundredth of a cent the value is met exactly.
class Glide {
 public:
  /// The frequency of the next frame; the first one is not glided to. 0 s: the target, bit for bit.
  double next(float target_hz, float seconds, float rate) {
    if (target_hz != target_hz_) {
      octaves_ = target_hz_ > 0.0F && seconds > 0.0F
                     ? octaves_ + log2(static_cast<double>(target_hz_) / target_hz)
                     : 0.0;
      target_hz_ = target_hz;
    }
    if (octaves_ == 0.0) return static_cast<double>(target_hz);
    octaves_ *= kept(seconds, rate);
    if (octaves_ < kMet && octaves_ > -kMet) octaves_ = 0.0;
    return static_cast<double>(target_hz) * exp2(octaves_);
  }

 private:
  static constexpr double kMet = 0.01 / 1200.0;
  /// What is left of the interval halves that many times.
  static constexpr double kHalvings = 10.0;

  /// The part of the interval that a frame leaves. Computed only when the time changes.
  double kept(float seconds, float rate) {
    if (seconds != seconds_) {
      seconds_ = seconds;
      kept_ = seconds > 0.0F ? exp2(-kHalvings / (static_cast<double>(seconds) * rate)) : 0.0;
    }
    return kept_;
  }

  double octaves_ = 0.0;  // from the target to what is heard
  double kept_ = 0.0;
  float target_hz_ = 0.0F;
  float seconds_ = 0.0F;
};

}  // namespace chronus::dsp
