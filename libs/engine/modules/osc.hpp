// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/osc.hpp"
#include "dsp/lane_waveform.hpp"
#include "engine/modules/pitch.hpp"
#include "engine/modules/synced_wave.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class Osc {
 public:
  using enum catalog::Osc::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Param& wave = context.params[kWave];
    if (!synced_.passes(context.inputs[0], context.frames)) {
      run_synced(context);
    } else if (!wave.is_still() || wave.per_lane) {
      run_any(context);
    } else {
      switch (choice_of(wave[0])) {
        case kTriangle:
          run<kTriangle>(context);
          break;
        case kSaw:
          run<kSaw>(context);
          break;
        case kPulse:
          run<kPulse>(context);
          break;
        default:
          run<kSine>(context);
      }
    }
    return Rest::kNone;
  }

  bool pass(const Context& context) {
    return synced_.hears_silence() && pitch_.pass(context, context.params[kFreq]);
  }

 private:
  using Float = dsp::Float<kLanes>;
  using Phase = dsp::UInt<kLanes>;
  using Increment = dsp::Increment<kLanes>;
  /// As the catalogue lists them; kAny: each lane and frame has its own.
  enum Wave { kSine = kSineWave, kTriangle, kSaw, kPulse, kAny };

  template <Wave kShape>
  void run(const Context& context) {
    with_values<kLanes>(
        context.params[kLevel], [&](auto level) __attribute__((always_inline)) {
          float* out = context.outputs[0];
          pitch_.run(
              context, context.params[kFreq], context.params[kGlide],
              [&](int frame, const Phase& phase, const Increment& increment)
                  __attribute__((always_inline)) {
                    const Float sample = draw<kShape>(context, frame, phase, increment);
                    put<kLanes>(out, frame, level.at(frame) * sample);
                  });
        });
  }

  /// Some lane is synced, or may be.
  void run_synced(const Context& context) {
    const auto& params = context.params;
    const auto prepare = [&](int frame, dsp::LanePhase<kLanes>* phase, const Increment& increment) {
      synced_.begin(sample_at<kLanes>(context.inputs[0], frame),
                    value_at<kLanes>(params[kWave], frame), value_at<kLanes>(params[kWidth], frame),
                    increment.high, phase, [&](int lane, std::uint32_t turns) {
                      const auto drawn =
                          any_wave(context, frame, dsp::all_lanes<Phase>(turns), increment);
                      return get(drawn, lane);
                    });
    };
    const auto draw_synced = [&](int frame, const Phase& phase, const Increment& increment) {
      const Float synced =
          synced_.draw(value_at<kLanes>(params[kWave], frame),
                       value_at<kLanes>(params[kWidth], frame), phase, increment.high);
      const Float free = any_wave(context, frame, phase, increment);
      const Float sample = select(synced_.is_synced(), synced, free);
      put<kLanes>(context.outputs[0], frame, value_at<kLanes>(params[kLevel], frame) * sample);
    };
    pitch_.run_each(context, params[kFreq], params[kGlide], prepare, draw_synced);
  }

  template <Wave kShape>
  CHRONUS_INLINE static Float draw(const Context& context, int frame, const Phase& phase,
                                   const Increment& increment) {
    if constexpr (kShape == kSine) {
      return dsp::sin_of<kLanes>(phase);
    } else if constexpr (kShape == kTriangle) {
      return dsp::LaneWaves<kLanes>(increment).triangle(phase);
    } else if constexpr (kShape == kSaw) {
      return dsp::LaneWaves<kLanes>(increment).saw(phase);
    } else if constexpr (kShape == kPulse) {
      return dsp::LaneWaves<kLanes>(increment).pulse(
          phase, value_at<kLanes>(context.params[kWidth], frame));
    } else {
      return any_wave(context, frame, phase, increment);
    }
  }

  /// Each lane has its own wave.
  void run_any(const Context& context) {
    auto increment_of_waves = dsp::in_all_lanes<kLanes>(dsp::Increment<1>{{1U << 24}, {0U}});
    dsp::LaneWaves<kLanes> waves(increment_of_waves);
    pitch_.run(
        context, context.params[kFreq], context.params[kGlide],
        [&](int frame, const Phase& phase, const Increment& increment)
            __attribute__((always_inline)) {
              if (any((increment.high != increment_of_waves.high) |
                      (increment.low != increment_of_waves.low))) {
                increment_of_waves = increment;
                waves = dsp::LaneWaves<kLanes>(increment);
              }
              put<kLanes>(context.outputs[0], frame,
                          value_at<kLanes>(context.params[kLevel], frame) *
                              drawn(context, frame, phase, waves));
            });
  }

  static Float any_wave(const Context& context, int frame, const Phase& phase,
                        const Increment& increment) {
    return drawn(context, frame, phase, dsp::LaneWaves<kLanes>(increment));
  }

  CHRONUS_INLINE static Float drawn(const Context& context, int frame, const Phase& phase,
                                    const dsp::LaneWaves<kLanes>& waves) {
    const auto wave = dsp::to_int<kLanes>(
        value_at<kLanes>(context.params[catalog::Osc::kWave], frame) + dsp::all_lanes<Float>(0.5F));
    const auto is = [&](Wave one) { return wave == dsp::all_lanes<dsp::Int<kLanes>>(one); };
    Float sample = dsp::sin_of<kLanes>(phase);
    if (any(is(kTriangle))) sample = select(is(kTriangle), waves.triangle(phase), sample);
    if (!any(is(kSaw) | is(kPulse))) return sample;
    const Float saw = waves.saw(phase);
    sample = select(is(kSaw), saw, sample);
    if (!any(is(kPulse))) return sample;
    const Float width = value_at<kLanes>(context.params[kWidth], frame);
    return select(is(kPulse), waves.pulse(phase, width, saw), sample);
  }

  Pitch<kLanes> pitch_;
  SyncedWave<kLanes> synced_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
