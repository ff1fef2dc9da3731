// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/ladder.hpp"
#include "dsp/lane_ladder.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// A four-pole lowpass whose cutoff two inputs move by octaves: `env`, and `accent`, which adds to
/// the resonance as well. What they give is taken at ticks.
template <int kLanes>
class Ladder {
 public:
  using enum catalog::Ladder::Param;
  using enum catalog::Ladder::Input;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    static_assert(dsp::LaneLadder<kLanes>::kTick == kTickFrames);
    auto filter = filter_;
    by_ticks(
        context, [&](int frame, int place, int frames) __attribute__((always_inline)) {
          if (place == 0 || !filter.is_set()) {
            filter.set(
                settings_at(context.params, frame, sample_at<kLanes>(context.inputs[kEnvIn], frame),
                            sample_at<kLanes>(context.inputs[kAccentIn], frame)),
                context.rate, place);
          }
          if (place == 0) filter.hush();
          const float* in = context.inputs[kIn] + static_cast<std::ptrdiff_t>(frame) * kLanes;
          float* out = context.outputs[0] + static_cast<std::ptrdiff_t>(frame) * kLanes;
          filter.run(
              place, frames,
              [&](int i) __attribute__((always_inline)) { return sample_at<kLanes>(in, i); },
              [&](int i, const dsp::Float<kLanes>& sample)
                  __attribute__((always_inline)) { put<kLanes>(out, i, sample); });
        });
    filter_ = filter;
    return rests(context) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using Float = dsp::Float<kLanes>;
  /// Of the loop at full resonance: it sings from 4 on.
  static constexpr float kMostFeedback = 4.4F;
  /// What a whole accent adds to the resonance.
  static constexpr float kAccentResonance = 0.15F;

  static typename dsp::LaneLadder<kLanes>::Settings settings_at(const Param* params, int frame,
                                                                const Float& env,
                                                                const Float& accent) {
    const auto in_all = [](float x) { return dsp::all_lanes<Float>(x); };
    // Beyond these no octaves are left to move by.
    const auto within = [&](const Float& x) {
      return lesser(greater(x, in_all(-16.0F)), in_all(16.0F));
    };
    const Float octaves = value_at<kLanes>(params[kEnv], frame) * within(env) +
                          value_at<kLanes>(params[kAccent], frame) * within(accent);
    const Float freq = value_at<kLanes>(params[kFreq], frame) * dsp::exp2<kLanes>(within(octaves));
    const Float resonance =
        value_at<kLanes>(params[kResonance], frame) + in_all(kAccentResonance) * within(accent);
    const Float held = greater(lesser(resonance, in_all(1.0F)), in_all(0.0F));
    return {greater(lesser(freq, in_all(20'000.0F)), in_all(10.0F)), held * in_all(kMostFeedback),
            value_at<kLanes>(params[kDrive], frame)};
  }

  /// Silent, and set as it will be set at every tick to come: a filter that rests has silent
  /// inputs.
  bool rests(const Context& context) const {
    const Float zero = dsp::all_lanes<Float>(0.0F);
    return filter_.is_silent() && filter_.is_still() &&
           filter_.asks_for(settings_at(context.params, context.frames - 1, zero, zero));
  }

  dsp::LaneLadder<kLanes> filter_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
