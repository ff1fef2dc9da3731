// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lane_math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Portamento: a frequency that approaches each new value by a part of the interval that is left,
/// as a capacitor does, in pitch. After `seconds` a thousandth of the interval is left (a cent of
/// an octave and a half or so); within a hundredth of a cent the value is met exactly.
template <int kLanes>
class LaneGlide {
 public:
  /// Whether next() gives its target as it is, and goes on to.
  CHRONUS_INLINE bool rests_at(const Float<kLanes>& target_hz) const {
    return all((target_hz == target_hz_) & (octaves_ == all_lanes<Float<kLanes>>(0.0F)));
  }

  /// The frequency of the next frame; the first one is not glided to. 0 s: the target, bit for bit.
  CHRONUS_INLINE Float<kLanes> next(const Float<kLanes>& target_hz, const Float<kLanes>& seconds,
                                    float rate) {
    const Float<kLanes> zero = all_lanes<Float<kLanes>>(0.0F);
    const Mask<kLanes> is_new = target_hz != target_hz_;
    if (any(is_new)) {
      const Mask<kLanes> glides = (target_hz_ > zero) & (seconds > zero);
      const Float<kLanes> from = octaves_ + log2(target_hz_ / target_hz);
      octaves_ = select(is_new, select(glides, from, zero), octaves_);
      target_hz_ = target_hz;
    }
    if (!any(octaves_ != zero)) return target_hz;
    if (any(seconds != seconds_)) set_time(seconds, rate);
    octaves_ = octaves_ * kept_;
    octaves_ = select(magnitude(octaves_) < all_lanes<Float<kLanes>>(kMet), zero, octaves_);
    return target_hz * exp2(octaves_);
  }

 private:
  static constexpr float kMet = 0.01F / 1200.0F;
  /// What is left of the interval halves that many times.
  static constexpr float kHalvings = 10.0F;

  void set_time(const Float<kLanes>& seconds, float rate) {
    const Float<kLanes> zero = all_lanes<Float<kLanes>>(0.0F);
    seconds_ = seconds;
    const Float<kLanes> frames = seconds * all_lanes<Float<kLanes>>(rate);
    kept_ = select(seconds > zero, exp2(all_lanes<Float<kLanes>>(-kHalvings) / frames), zero);
  }

  Float<kLanes> octaves_ = all_lanes<Float<kLanes>>(0.0F);  // from the target to what is heard
  Float<kLanes> kept_ = all_lanes<Float<kLanes>>(0.0F);     // of the interval, by a frame
  Float<kLanes> target_hz_ = all_lanes<Float<kLanes>>(0.0F);
  Float<kLanes> seconds_ = all_lanes<Float<kLanes>>(0.0F);
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
