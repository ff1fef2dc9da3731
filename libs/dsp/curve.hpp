// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "dsp/math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// An exponential run from a start to an end in an exact time: every frame covers the fraction
/// `step` of what is left to an aim that lies `overshoot()` of the whole way beyond the end, so
/// that the end is met, not approached for ever. `kOctaves` is the bend: what is left to the aim
/// halves that many times.
template <int kOctaves>
class ExponentialCurve {
 public:
  static constexpr double overshoot() { return 1.0 / ((1 << kOctaves) - 1); }

  /// The fraction covered per frame by a run of `seconds`. Computed only when it changes.
  double step(float seconds, float rate) {
    if (seconds != seconds_) {
      seconds_ = seconds;
      step_ = 1.0 - exp2(-kOctaves / (static_cast<double>(seconds) * rate));
    }
    return step_;
  }

 private:
  float seconds_ = -1.0F;
  double step_ = 0.0;
};

/// From a level down to a true 0 in an exact time; the first frame has the whole level.
template <int kOctaves>
class Decay {
 public:
  void start(double level) { level_ = start_ = level; }
  bool active() const { return level_ > 0.0; }

  double next(float seconds, float rate) {
    const double now = level_;
    const double step = curve_.step(seconds, rate);
    const double aim = -start_ * ExponentialCurve<kOctaves>::overshoot();
    level_ = std::max(0.0, now * (1.0 - step) + aim * step);
    return now;
  }

  /// next() of `frames` frames, of which seconds_at(frame) says the time, behind each other; how
  /// many it was active in. The others are 0.
  template <class Seconds>
  int run(Seconds seconds_at, float rate, int frames, float* levels) {
    int active_frames = 0;
    for (; active_frames < frames && active(); ++active_frames) {
      levels[active_frames] = static_cast<float>(next(seconds_at(active_frames), rate));
    }
    std::fill(levels + active_frames, levels + frames, 0.0F);
    return active_frames;
  }

 private:
  double level_ = 0.0;
  double start_ = 0.0;
  ExponentialCurve<kOctaves> curve_;
};

/// For drums: `seconds` is the time to -60 dB, then silence.
using DrumDecay = Decay<10>;

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
