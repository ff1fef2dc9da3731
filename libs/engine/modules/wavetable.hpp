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
    const Param* params = context.params;
    const WaveBank& bank = wave_bank();
    pitch_.run(
        context, params[kFreq], params[kGlide],
        [&](int frame, const dsp::UInt<kLanes>& phase, const dsp::Increment<kLanes>& increment) {
          float samples[kLanes];
          for (int lane = 0; lane < kLanes; ++lane) {
            samples[lane] = bank.read(choice_of(params[kTable].of_lane(frame, lane)),
                                      params[kPosition].of_lane(frame, lane), get(phase, lane),
                                      get(increment.high, lane));
          }
          put<kLanes>(
              context.outputs[0], frame,
              value_at<kLanes>(params[kLevel], frame) * dsp::load<dsp::Float<kLanes>>(samples));
        });
    return Rest::kNone;
  }

  bool pass(const Context& context) { return pitch_.pass(context, context.params[kFreq]); }

 private:
  Pitch<kLanes> pitch_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
