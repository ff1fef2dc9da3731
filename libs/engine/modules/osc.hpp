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

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Param& wave = context.params[kWave];
    const bool is_settled = switch_.rests_at(wave_at(context, 0)) && wave.is_still();
    if (!synced_.passes(context.inputs[0], context.frames)) {
      run_synced(context);
    } else if (!is_settled || wave.per_lane) {
      run<kAny>(context);
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
                    Float sample;
                    if constexpr (kShape == kAny) {
                      const auto mix = switch_.next(wave_at(context, frame), context.rate);
                      sample = mixed(mix, context, frame, phase, increment);
                    } else {
                      sample = draw<kShape>(context, frame, phase, increment);
                    }
                    put<kLanes>(out, frame, level.at(frame) * sample);
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
                      const auto drawn =
                          any_wave(mix.to, context, frame, dsp::all_lanes<Phase>(turns), increment);
                      return get(drawn, lane);
                    });
    };
    const auto draw_synced = [&](int frame, const Phase& phase, const Increment& increment) {
      const Float width = value_at<kLanes>(params[kWidth], frame);
      const Float synced =
          Switch::heard(mix, [&](const Int& wave) { return synced_.plain(wave, width, phase); }) +
          synced_.edges(increment.high);
      const Float free = mixed(mix, context, frame, phase, increment);
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
    } else {
      static_assert(kShape == kPulse);
      return dsp::LaneWaves<kLanes>(increment).pulse(
          phase, value_at<kLanes>(context.params[kWidth], frame));
    }
  }

  CHRONUS_INLINE static Int wave_at(const Context& context, int frame) {
    return Switch::choice_of(value_at<kLanes>(context.params[catalog::Osc::kWave], frame));
  }

  static Float mixed(const typename Switch::Mix& mix, const Context& context, int frame,
                     const Phase& phase, const Increment& increment) {
    return Switch::heard(
        mix, [&](const Int& wave) { return any_wave(wave, context, frame, phase, increment); });
  }

  static Float any_wave(const Int& wave, const Context& context, int frame, const Phase& phase,
                        const Increment& increment) {
    const auto is = [&](Wave one) { return wave == dsp::all_lanes<Int>(one); };
    Float sample = draw<kSine>(context, frame, phase, increment);
    if (any(is(kTriangle))) {
      sample = select(is(kTriangle), draw<kTriangle>(context, frame, phase, increment), sample);
    }
    if (any(is(kSaw))) {
      sample = select(is(kSaw), draw<kSaw>(context, frame, phase, increment), sample);
    }
    if (any(is(kPulse))) {
      sample = select(is(kPulse), draw<kPulse>(context, frame, phase, increment), sample);
    }
    return sample;
  }

  Pitch<kLanes> pitch_;
  SyncedWave<kLanes> synced_;
  Switch switch_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
