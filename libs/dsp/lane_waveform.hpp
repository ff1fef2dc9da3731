// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/band_limit.hpp"
#include "dsp/lane_math.hpp"
#include "dsp/lane_phase.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// The band-limited waveforms of dsp/waveform.hpp in each lane, in single precision. Phases
/// are in units of 2^-32 turns; distances from an edge are exact differences of them, so that
/// rounding is as small beside an edge as it is elsewhere.
template <int kLanes>
class LaneWaves {
 public:
  CHRONUS_INLINE explicit LaneWaves(const Increment<kLanes>& increment)
      : increment_(to_float(bits_as<Int<kLanes>>(increment.high)) +
                   to_float(bits_as<Int<kLanes>>(shift_right<1>(increment.low))) * real(0x1p-31F)),
        frames_(real(1.0F) / increment_),
        is_high_(any(increment_ > real(0x1p29F))),
        is_sparse_(kLanes > 1 && sum_of(increment_) < 0x1p28F),
        has_short_cycles_(any(frames_ * real(0x1p31F) < real(kSharpFrames))) {}

  /// Falls from 1 to -1 at phase 0, rises for the rest of the cycle.
  CHRONUS_INLINE Float<kLanes> saw(const UInt<kLanes>& phase) const {
    const auto centred = bits_as<Int<kLanes>>(phase ^ all_lanes<UInt<kLanes>>(0x8000'0000U));
    return to_float(centred) * real(0x1p-31F) - real(2.0F) * step_residual(phase);
  }

  /// High for `width` in (0, 1) of the cycle, free of DC.
  CHRONUS_INLINE Float<kLanes> pulse(const UInt<kLanes>& phase, const Float<kLanes>& width) const {
    return pulse(phase, width, saw(phase));
  }
  /// Where the saw of the phase is known.
  CHRONUS_INLINE Float<kLanes> pulse(const UInt<kLanes>& phase, const Float<kLanes>& width,
                                     const Float<kLanes>& saw_there) const {
    const UInt<kLanes> turns = shift_left<1>(bits_as<UInt<kLanes>>(to_int(width * real(0x1p31F))));
    const Float<kLanes> plain = saw(phase - turns) - saw_there;
    const Float<kLanes> share = sharpness_of(width);
    const Mask<kLanes> is_narrow = share > real(0.0F);
    if (!any(is_narrow)) return plain;
    const Float<kLanes> sharper = sharper_by(phase) - sharper_by(phase - turns);
    return select(is_narrow, plain + (share + share) * sharper, plain);
  }

  CHRONUS_INLINE Float<kLanes> triangle(const UInt<kLanes>& phase) const {
    const Float<kLanes> low = corner_residual(phase - all_lanes<UInt<kLanes>>(0xC000'0000U));
    const Float<kLanes> high = corner_residual(phase - all_lanes<UInt<kLanes>>(0x4000'0000U));
    return triangle_of(phase) + (increment_ * real(0x1p-29F)) * (low - high);
  }

 private:
  CHRONUS_INLINE static Float<kLanes> real(float x) { return all_lanes<Float<kLanes>>(x); }

  CHRONUS_INLINE static float sum_of(const Float<kLanes>& x) {
    float sum = 0.0F;
    for (int lane = 0; lane < kLanes; ++lane) sum += get(x, lane);
    return sum;
  }

  /// Where every second frame or fewer has an edge beside it, in any lane, it is worth looking.
  CHRONUS_INLINE bool has_no_edge(const Float<kLanes>& near) const {
    return is_sparse_ && !any(near < real(static_cast<float>(kEdgeFrames)));
  }

  /// Of a step up by 1 at phase 0, see dsp/band_limit.hpp: the nearest edge, and where cycles are
  /// short those on either side.
  CHRONUS_INLINE Float<kLanes> step_residual(const UInt<kLanes>& phase) const {
    const Float<kLanes> d = to_float(bits_as<Int<kLanes>>(phase)) * frames_;
    const Float<kLanes> near = magnitude(d);
    if constexpr (kLanes == 1) {
      if (!is_high_ && near.a >= static_cast<float>(kEdgeFrames)) return real(0.0F);
    }
    if (has_no_edge(near)) return real(0.0F);
    Float<kLanes> beyond = tail(near, kStepTail);
    if (is_high_) {
      const Float<kLanes> cycle = real(0x1p32F) * frames_;
      beyond = beyond - tail(cycle - near, kStepTail);
      beyond = beyond + (tail(cycle + near, kStepTail) - tail(cycle + cycle - near, kStepTail));
    }
    return select(d < real(0.0F), beyond, -beyond);
  }
  /// See dsp/band_limit.hpp.
  CHRONUS_INLINE static Float<kLanes> sharpness_of(const Float<kLanes>& width) {
    const Float<kLanes> narrower = lesser(width, real(1.0F) - width);
    const Float<kLanes> share =
        (real(static_cast<float>(kPlainWidth)) - narrower) * real(static_cast<float>(kSharpWidths));
    return lesser(greater(share, real(0.0F)), real(1.0F));
  }

  /// What a sharp step's residual is more than step_residual().
  Float<kLanes> sharper_by(const UInt<kLanes>& phase) const {
    const Float<kLanes> d = to_float(bits_as<Int<kLanes>>(phase)) * frames_;
    const Float<kLanes> near = magnitude(d);
    if constexpr (kLanes == 1) {
      if (!has_short_cycles_ && near.a >= kSharpFrames) return real(0.0F);
    }
    Float<kLanes> beyond = sharp_tail(near);
    if (has_short_cycles_) {
      const Float<kLanes> cycle = real(0x1p32F) * frames_;
      beyond = beyond - sharp_tail(cycle - near) + sharp_tail(cycle + near);
      beyond = beyond - sharp_tail(cycle + cycle - near) + sharp_tail(cycle + cycle + near);
    }
    return select(d < real(0.0F), beyond, -beyond) - step_residual(phase);
  }

  CHRONUS_INLINE Float<kLanes> corner_residual(const UInt<kLanes>& phase) const {
    const Float<kLanes> near = magnitude(to_float(bits_as<Int<kLanes>>(phase)) * frames_);
    if constexpr (kLanes == 1) {
      if (!is_high_ && near.a >= static_cast<float>(kEdgeFrames)) return real(0.0F);
    }
    if (has_no_edge(near)) return real(0.0F);
    Float<kLanes> sum = tail(near, kCornerTail);
    if (is_high_) {
      const Float<kLanes> cycle = real(0x1p32F) * frames_;
      sum = sum + tail(cycle - near, kCornerTail);
      sum = sum + (tail(cycle + near, kCornerTail) + tail(cycle + cycle - near, kCornerTail));
    }
    return sum;
  }

  template <std::size_t kCount>
  CHRONUS_INLINE static Float<kLanes> tail(const Float<kLanes>& d,
                                           const std::array<double, kCount>& powers) {
    return within<kCount>(d, static_cast<float>(kEdgeFrames), powers);
  }
  CHRONUS_INLINE static Float<kLanes> sharp_tail(const Float<kLanes>& d) {
    return within<kSharpStepTail.size()>(d, kSharpFrames, kSharpStepTail);
  }
  template <std::size_t kCount>
  CHRONUS_INLINE static Float<kLanes> within(const Float<kLanes>& d, float frames,
                                             const std::array<double, kCount>& powers) {
    const Float<kLanes> t = d * real(2.0F / frames) - real(1.0F);
    Float<kLanes> sum = real(static_cast<float>(powers[0]));
    for (std::size_t n = 1; n < kCount; ++n) sum = sum * t + real(static_cast<float>(powers[n]));
    return select(d < real(frames), sum, real(0.0F));
  }

  static constexpr auto kSharpFrames = static_cast<float>(kSharpEdgeFrames);

  Float<kLanes> increment_;  // in units of 2^-32 turns
  Float<kLanes> frames_;     // to a unit of phase
  bool is_high_;             // a lane has cycles of fewer than eight frames
  bool is_sparse_;           // most frames have no edge beside them
  bool has_short_cycles_;    // a lane has cycles of fewer than ten frames
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
