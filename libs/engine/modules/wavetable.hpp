// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/wavetable.hpp"
#include "engine/modules/pitch.hpp"
#include "engine/modules/wave_bank.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Reads between two frames, two waves and two octaves of a WaveBank.
template <int kLanes>
class Wavetable {
 public:
  using enum catalog::Wavetable::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Param& table = context.params[kTable];
    with_values<kLanes>(
        context.params[kLevel], [&](auto level) __attribute__((always_inline)) {
          with_values<kLanes>(
              context.params[kPosition], [&](auto position) __attribute__((always_inline)) {
                run(context, table, level, position);
              });
        });
    return Rest::kNone;
  }

  bool pass(const Context& context) { return pitch_.pass(context, context.params[kFreq]); }

 private:
  template <class Level, class Position>
  CHRONUS_INLINE void run(const Context& context, const Param& table, Level level,
                          Position position) {
    const WaveBank& bank = wave_bank();
    auto step = dsp::all_lanes<dsp::UInt<kLanes>>(0U);
    auto band = WaveBank::band_of<kLanes>(step);
    pitch_.run(
        context, context.params[kFreq], context.params[kGlide],
        [&](int frame, const dsp::UInt<kLanes>& phase, const dsp::Increment<kLanes>& increment)
            __attribute__((always_inline)) {
              if (any(increment.high != step)) {
                step = increment.high;
                band = WaveBank::band_of<kLanes>(step);
              }
              const auto which = dsp::to_int<kLanes>(value_at<kLanes>(table, frame) +
                                                     dsp::all_lanes<dsp::Float<kLanes>>(0.5F));
              const auto wave = bank.read<kLanes>(which, position.at(frame), phase, band);
              put<kLanes>(context.outputs[0], frame, level.at(frame) * wave);
            });
  }

  Pitch<kLanes> pitch_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
