// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lane_glide.hpp"
#include "dsp/lane_phase.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// The phase of an oscillator whose frequency glides.
template <int kLanes>
class Pitch {
 public:
  /// Calls draw(frame, phase, increment) for each frame of the stretch, in their order.
  template <class Draw>
  CHRONUS_INLINE void run(const Context& context, const Param& freq, const Param& glide,
                          Draw draw) {
    int frame = 0;
    auto last_hz = dsp::all_lanes<dsp::Float<kLanes>>(0.0F);
    auto increment = dsp::in_all_lanes<kLanes>(dsp::Increment<1>{{0U}, {0U}});
    for (; frame < context.frames && !goes_evenly(freq); ++frame) {
      const dsp::Float<kLanes> hz =
          glide_.next(value_at<kLanes>(freq, frame), value_at<kLanes>(glide, frame), context.rate);
      if (any(hz != last_hz)) increment = dsp::increment_of<kLanes>(hz, context.rate);
      last_hz = hz;
      draw(frame, phase_.turns(), increment);
      phase_.advance(increment);
    }
    if (frame == context.frames) return;
    increment = increment_of_still(freq, context.rate);
    auto phase = phase_;  // in registers
    for (; frame < context.frames; ++frame) {
      draw(frame, phase.turns(), increment);
      phase.advance(increment);
    }
    phase_ = phase;
  }

  /// As run(), frame by frame: prepare(frame, phase, increment) may move the phase before it is
  /// drawn.
  template <class Prepare, class Draw>
  CHRONUS_INLINE void run_each(const Context& context, const Param& freq, const Param& glide,
                               Prepare prepare, Draw draw) {
    for (int frame = 0; frame < context.frames; ++frame) {
      const dsp::Float<kLanes> hz =
          glide_.next(value_at<kLanes>(freq, frame), value_at<kLanes>(glide, frame), context.rate);
      const auto increment = dsp::increment_of<kLanes>(hz, context.rate);
      prepare(frame, &phase_, increment);
      draw(frame, phase_.turns(), increment);
      phase_.advance(increment);
    }
  }

  /// As run(), without drawing; false where this would be no quicker.
  bool pass(const Context& context, const Param& freq) {
    if (!goes_evenly(freq)) return false;
    if (freq.per_lane) {
      phase_.advance(dsp::times(increment_of_still(freq, context.rate), context.frames));
    } else {
      const auto one = dsp::increment_of<1>(value_at<1>(freq, 0), context.rate);
      phase_.advance(dsp::in_all_lanes<kLanes>(dsp::times(one, context.frames)));
    }
    return true;
  }

 private:
  CHRONUS_INLINE bool goes_evenly(const Param& freq) const {
    return freq.is_still() && glide_.rests_at(value_at<kLanes>(freq, 0));
  }

  /// Mostly all lanes have one frequency.
  CHRONUS_INLINE static dsp::Increment<kLanes> increment_of_still(const Param& freq, float rate) {
    if (freq.per_lane) return dsp::increment_of<kLanes>(value_at<kLanes>(freq, 0), rate);
    return dsp::in_all_lanes<kLanes>(dsp::increment_of<1>(value_at<1>(freq, 0), rate));
  }

  dsp::LanePhase<kLanes> phase_;
  dsp::LaneGlide<kLanes> glide_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
