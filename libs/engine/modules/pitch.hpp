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
  /// Calls draw(frame, phase, made) for each frame of the stretch, in their order, where `made` is
  /// what make(increment) gave: it is called anew where the frequency has changed.
  template <class Make, class Draw>
  CHRONUS_INLINE void run(const Context& context, const Param& freq, const Param& glide, Make make,
                          Draw draw) {
    int frame = run_gliding(context, freq, glide, make, draw);
    if (frame == context.frames) return;
    const auto increment = increment_of_still(freq, context.rate);
    const auto made = make(increment);
    auto phase = phase_;  // in registers
    for (; frame < context.frames; ++frame) {
      draw(frame, phase.turns(), made);
      phase.advance(increment);
    }
    phase_ = phase;
  }

  /// As run(), for what needs nothing made: calls draw(frame, phases), of one lane where it can
  /// with those of eight frames from there on.
  template <class Draw>
  CHRONUS_INLINE void run_phases(const Context& context, const Param& freq, const Param& glide,
                                 Draw draw) {
    int frame = run_gliding(
        context, freq, glide, [](const auto& /*increment*/) { return 0; },
        [&](int at, const auto& phase, int /*made*/)
            __attribute__((always_inline)) { draw(at, phase); });
    if (frame == context.frames) return;
    const auto increment = increment_of_still(freq, context.rate);
    if constexpr (kLanes == 8) {
      dsp::EvenPhases phases(phase_, increment);
      for (; frame < context.frames; ++frame, phases.advance()) draw(frame, phases.turns());
      phases.give_back(&phase_);
    } else {
      dsp::EvenPhases phases(phase_, increment);
      for (; frame + 8 <= context.frames; frame += 8, phases.advance()) {
        draw(frame, phases.turns());
      }
      phases.give_back(&phase_);
      for (; frame < context.frames; ++frame, phase_.advance(increment)) {
        draw(frame, phase_.turns());
      }
    }
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
  /// The first frame from which on the frequency stands still; those before are drawn.
  template <class Make, class Draw>
  CHRONUS_INLINE int run_gliding(const Context& context, const Param& freq, const Param& glide,
                                 Make make, Draw draw) {
    int frame = 0;
    auto last_hz = dsp::all_lanes<dsp::Float<kLanes>>(0.0F);
    auto increment = dsp::in_all_lanes<kLanes>(dsp::Increment<1>{{1U << 24}, {0U}});
    auto made = make(increment);
    for (; frame < context.frames && !goes_evenly(freq); ++frame) {
      const dsp::Float<kLanes> hz =
          glide_.next(value_at<kLanes>(freq, frame), value_at<kLanes>(glide, frame), context.rate);
      if (any(hz != last_hz)) {
        increment = dsp::increment_of<kLanes>(hz, context.rate);
        made = make(increment);
      }
      last_hz = hz;
      draw(frame, phase_.turns(), made);
      phase_.advance(increment);
    }
    return frame;
  }

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
