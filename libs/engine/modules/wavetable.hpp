// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/wavetable.hpp"
#include "dsp/lane_switch.hpp"
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
    const bool is_settled = switch_.rests_at(table_at(params, 0)) && params[kTable].is_still();
    const typename Switch::Mix settled{table_at(params, 0), table_at(params, 0), {}, {}};
    pitch_.run(
        context, params[kFreq], params[kGlide],
        [&](int frame, const dsp::UInt<kLanes>& phase, const dsp::Increment<kLanes>& increment) {
          const auto mix =
              is_settled ? settled : switch_.next(table_at(params, frame), context.rate);
          const auto sample = Switch::heard(mix, [&](const dsp::Int<kLanes>& table) {
            return read(table, params[kPosition], frame, phase, increment);
          });
          put<kLanes>(context.outputs[0], frame, value_at<kLanes>(params[kLevel], frame) * sample);
        });
    return Rest::kNone;
  }

  bool pass(const Context& context) {
    return context.params[kTable].is_still() && switch_.has(table_at(context.params, 0)) &&
           pitch_.pass(context, context.params[kFreq]);
  }

 private:
  using Switch = dsp::LaneSwitch<kLanes>;

  static dsp::Int<kLanes> table_at(const Param* params, int frame) {
    return Switch::choice_of(value_at<kLanes>(params[catalog::Wavetable::kTable], frame));
  }

  static dsp::Float<kLanes> read(const dsp::Int<kLanes>& table, const Param& position, int frame,
                                 const dsp::UInt<kLanes>& phase,
                                 const dsp::Increment<kLanes>& increment) {
    constexpr int kLast = static_cast<int>(catalog::Wavetable::kTables.size()) - 1;
    const WaveBank& bank = wave_bank();
    float samples[kLanes];
    for (int lane = 0; lane < kLanes; ++lane) {
      // A keyframe's bytes are taken as they are.
      samples[lane] =
          bank.read(std::clamp(get(table, lane), 0, kLast), position.of_lane(frame, lane),
                    get(phase, lane), get(increment.high, lane));
    }
    return dsp::load<dsp::Float<kLanes>>(samples);
  }

  Pitch<kLanes> pitch_;
  Switch switch_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
