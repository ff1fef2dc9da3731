// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lane_math.hpp"
#include "dsp/lane_phase.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// The band-limited waveforms of dsp/waveform.hpp in each lane, in single precision.
/// Phases are in units of 2^-32 turns; distances from an edge are exact differences of them, so
/// that rounding is as small beside an edge as it is elsewhere.
template <int kLanes>
class LaneWaves {
 public:
  CHRONUS_INLINE explicit LaneWaves(const Increment<kLanes>& increment)
      : increment_(to_float(bits_as<Int<kLanes>>(increment.high)) +
                   to_float(bits_as<Int<kLanes>>(shift_right<1>(increment.low))) * real(0x1p-31F)),
        frames_(real(1.0F) / increment_),
        is_high_(any(increment_ > real(0x1p30F))) {}

  /// Falls from 1 to -1 at phase 0, rises for the rest of the cycle.
  CHRONUS_INLINE Float<kLanes> saw(const UInt<kLanes>& phase) const {
    const auto centred = bits_as<Int<kLanes>>(phase ^ all_lanes<UInt<kLanes>>(0x8000'0000U));
    return to_float(centred) * real(0x1p-31F) - real(2.0F) * step_residual(phase);
  }

  /// High for `width` in (0, 1) of the cycle, free of DC.
  CHRONUS_INLINE Float<kLanes> pulse(const UInt<kLanes>& phase, const Float<kLanes>& width) const {
    const UInt<kLanes> turns = shift_left<1>(bits_as<UInt<kLanes>>(to_int(width * real(0x1p31F))));
    return saw(phase - turns) - saw(phase);
  }

  CHRONUS_INLINE Float<kLanes> triangle(const UInt<kLanes>& phase) const {
    const Float<kLanes> low = corner_residual(phase - all_lanes<UInt<kLanes>>(0xC000'0000U));
    const Float<kLanes> high = corner_residual(phase - all_lanes<UInt<kLanes>>(0x4000'0000U));
    return triangle_of(phase) + (increment_ * real(0x1p-29F)) * (low - high);
  }

 private:
  CHRONUS_INLINE static Float<kLanes> real(float x) { return all_lanes<Float<kLanes>>(x); }

  /// Of a step up by 1 at phase 0, see dsp/band_limit.hpp: the nearest edge and, where a cycle is
  /// shorter than four frames, the one on the other side.
  CHRONUS_INLINE Float<kLanes> step_residual(const UInt<kLanes>& phase) const {
    const Float<kLanes> d = to_float(bits_as<Int<kLanes>>(phase)) * frames_;
    Float<kLanes> beyond = spline_step(magnitude(d));
    if (is_high_) beyond = beyond - spline_step(real(0x1p32F) * frames_ - magnitude(d));
    return select(d < real(0.0F), beyond, -beyond);
  }
  CHRONUS_INLINE Float<kLanes> corner_residual(const UInt<kLanes>& phase) const {
    const Float<kLanes> d = magnitude(to_float(bits_as<Int<kLanes>>(phase)) * frames_);
    const Float<kLanes> near = spline_ramp(d);
    return is_high_ ? near + spline_ramp(real(0x1p32F) * frames_ - d) : near;
  }

  /// The spline's integral beyond `d` >= 0 frames from its centre.
  CHRONUS_INLINE static Float<kLanes> spline_step(const Float<kLanes>& d) {
    const Float<kLanes> e = real(2.0F) - d;
    const Float<kLanes> squared = e * e;
    const Float<kLanes> far = squared * squared * real(1.0F / 24.0F);
    const Float<kLanes> near =
        real(0.5F) + d * (real(-2.0F / 3.0F) + d * d * (real(1.0F / 3.0F) - d * real(1.0F / 8.0F)));
    return select(d < real(1.0F), near, select(d < real(2.0F), far, real(0.0F)));
  }
  /// The integral of spline_step beyond `d`.
  CHRONUS_INLINE static Float<kLanes> spline_ramp(const Float<kLanes>& d) {
    const Float<kLanes> e = real(2.0F) - d;
    const Float<kLanes> squared = e * e;
    const Float<kLanes> far = squared * squared * e * real(1.0F / 120.0F);
    const Float<kLanes> near = polynomial<kLanes>(d, real(1.0F / 40.0F), -1.0F / 12.0F, 0.0F,
                                                  1.0F / 3.0F, -0.5F, 7.0F / 30.0F);
    return select(d < real(1.0F), near, select(d < real(2.0F), far, real(0.0F)));
  }

  Float<kLanes> increment_;  // in units of 2^-32 turns
  Float<kLanes> frames_;     // to a unit of phase
  bool is_high_;             // a lane has cycles of fewer than four frames
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
