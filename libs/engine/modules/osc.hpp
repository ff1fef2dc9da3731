// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/osc.hpp"
#include "dsp/lane_switch.hpp"
#include "dsp/lane_waveform.hpp"
#include "engine/modules/pitch.hpp"
#include "engine/modules/synced_wave.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class Osc {
 public:
  using enum catalog::Osc::Param;
  static constexpr bool kIsBounded = true;  // by its level, in [0, 1]

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Param& wave = context.params[kWave];
    const bool is_settled = switch_.rests_at(wave_at(context, 0)) && wave.is_still();
    if (!synced_.passes(context, 0)) {
      run_synced(context);
    } else if (!is_settled || wave.per_lane) {
      run_any(context, is_settled);
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
    return synced_.hears_silence() && context.params[kWave].is_still() &&
           switch_.has(wave_at(context, 0)) && pitch_.pass(context, context.params[kFreq]);
  }

 private:
  using Float = dsp::Float<kLanes>;
  using Int = dsp::Int<kLanes>;
  using Switch = dsp::LaneSwitch<kLanes>;
  using Phase = dsp::UInt<kLanes>;
  using Increment = dsp::Increment<kLanes>;
  using Waves = dsp::LaneWaves<kLanes>;
  /// As the catalogue lists them.
  enum Wave { kSine = kSineWave, kTriangle, kSaw, kPulse };

  template <Wave kShape>
  void run(const Context& context) {
    with_values<kLanes>(
        context.params[kLevel], [&](auto level) __attribute__((always_inline)) {
          float* out = context.outputs[0];
          pitch_.run(
              context, context.params[kFreq], context.params[kGlide], waves_of,
              [&](int frame, const Phase& phase, const Waves& waves)
                  __attribute__((always_inline)) {
                    put<kLanes>(out, frame,
                                level.at(frame) * draw<kShape>(context, frame, phase, waves));
                  });
        });
  }

  /// Some lane is synced, or may be.
  void run_synced(const Context& context) {
    const auto& params = context.params;
    typename Switch::Mix mix{};
    const auto prepare = [&](int frame, dsp::LanePhase<kLanes>* phase, const Increment& increment) {
      mix = switch_.next(wave_at(context, frame), context.rate);
      synced_.begin(sample_at<kLanes>(context.inputs[0], frame), mix.to,
                    value_at<kLanes>(params[kWidth], frame), increment.high, phase,
                    [&](int lane, std::uint32_t turns) {
                      const auto drawn = any_wave(mix.to, context, frame,
                                                  dsp::all_lanes<Phase>(turns), Waves(increment));
                      return get(drawn, lane);
                    });
    };
    const auto draw_synced = [&](int frame, const Phase& phase, const Increment& increment) {
      const Float width = value_at<kLanes>(params[kWidth], frame);
      const Float synced =
          Switch::heard(mix, [&](const Int& wave) { return synced_.plain(wave, width, phase); }) +
          synced_.edges(increment.high);
      const Float free = mixed(mix, context, frame, phase, Waves(increment));
      const Float sample = select(synced_.is_synced(), synced, free);
      put<kLanes>(context.outputs[0], frame, value_at<kLanes>(params[kLevel], frame) * sample);
    };
    pitch_.run_each(context, params[kFreq], params[kGlide], prepare, draw_synced);
  }

  CHRONUS_INLINE static Waves waves_of(const Increment& increment) { return Waves(increment); }

  template <Wave kShape>
  CHRONUS_INLINE static Float draw(const Context& context, int frame, const Phase& phase,
                                   const Waves& waves) {
    if constexpr (kShape == kSine) {
      return dsp::sin_of<kLanes>(phase);
    } else if constexpr (kShape == kTriangle) {
      return waves.triangle(phase);
    } else if constexpr (kShape == kSaw) {
      return waves.saw(phase);
    } else {
      static_assert(kShape == kPulse);
      return waves.pulse(phase, value_at<kLanes>(context.params[kWidth], frame));
    }
  }

  /// Each lane has its own wave, and may be on the way to another.
  void run_any(const Context& context, bool is_settled) {
    const Which settled = which(wave_at(context, 0));
    pitch_.run(
        context, context.params[kFreq], context.params[kGlide], waves_of,
        [&](int frame, const Phase& phase, const Waves& waves) __attribute__((always_inline)) {
          const Float level = value_at<kLanes>(context.params[kLevel], frame);
          const Float wave = is_settled ? drawn(settled, context, frame, phase, waves)
                                        : mixed(switch_.next(wave_at(context, frame), context.rate),
                                                context, frame, phase, waves);
          put<kLanes>(context.outputs[0], frame, level * wave);
        });
  }

  CHRONUS_INLINE static Int wave_at(const Context& context, int frame) {
    return Switch::choice_of(value_at<kLanes>(context.params[catalog::Osc::kWave], frame));
  }

  CHRONUS_INLINE static Float mixed(const typename Switch::Mix& mix, const Context& context,
                                    int frame, const Phase& phase, const Waves& waves) {
    return Switch::heard(
        mix, [&](const Int& wave) { return any_wave(wave, context, frame, phase, waves); });
  }

  /// Which lanes draw what.
  struct Which {
    dsp::Mask<kLanes> triangle, saw, pulse;
    bool is_sine_drawn, is_triangle_drawn, is_pulse_drawn, is_edge_drawn;
  };
  CHRONUS_INLINE static Which which(const Int& wave) {
    const auto is = [&](Wave one) { return wave == dsp::all_lanes<Int>(one); };
    const auto has_edges = is(kSaw) | is(kPulse);
    return {is(kTriangle),      is(kSaw),        is(kPulse),    !all(is(kTriangle) | has_edges),
            any(is(kTriangle)), any(is(kPulse)), any(has_edges)};
  }

  CHRONUS_INLINE static Float drawn(const Which& which, const Context& context, int frame,
                                    const Phase& phase, const Waves& waves) {
    Float sample = dsp::all_lanes<Float>(0.0F);
    if (which.is_sine_drawn) sample = dsp::sin_of<kLanes>(phase);
    if (which.is_triangle_drawn) sample = select(which.triangle, waves.triangle(phase), sample);
    if (!which.is_edge_drawn) return sample;
    const Float saw = waves.saw(phase);
    sample = select(which.saw, saw, sample);
    if (!which.is_pulse_drawn) return sample;
    const Float width = value_at<kLanes>(context.params[kWidth], frame);
    return select(which.pulse, waves.pulse(phase, width, saw), sample);
  }

  CHRONUS_INLINE static Float any_wave(const Int& wave, const Context& context, int frame,
                                       const Phase& phase, const Waves& waves) {
    return drawn(which(wave), context, frame, phase, waves);
  }

  Pitch<kLanes> pitch_;
  SyncedWave<kLanes> synced_;
  Switch switch_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
