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
  static constexpr bool kIsBounded = true;  // by its level, in [0, 1]

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Param& table = context.params[kTable];
    const bool is_settled = switch_.rests_at(table_at(context, 0)) && table.is_still();
    with_values<kLanes>(
        context.params[kLevel], [&](auto level) __attribute__((always_inline)) {
          with_values<kLanes>(
              context.params[kPosition], [&](auto position) __attribute__((always_inline)) {
                run(context, is_settled, level, position);
              });
        });
    return Rest::kNone;
  }

  bool pass(const Context& context) {
    return context.params[kTable].is_still() && switch_.has(table_at(context, 0)) &&
           pitch_.pass(context, context.params[kFreq]);
  }

 private:
  using Switch = dsp::LaneSwitch<kLanes>;

  static dsp::Int<kLanes> table_at(const Context& context, int frame) {
    return Switch::choice_of(value_at<kLanes>(context.params[catalog::Wavetable::kTable], frame));
  }

  /// A keyframe's bytes are taken as they are, and there may be no such table.
  static dsp::Int<kLanes> within(const dsp::Int<kLanes>& table) {
    using Int = dsp::Int<kLanes>;
    constexpr int kLast = static_cast<int>(catalog::Wavetable::kTables.size()) - 1;
    const Int first = dsp::all_lanes<Int>(0), last = dsp::all_lanes<Int>(kLast);
    return select(table < first, first, select(table > last, last, table));
  }

  template <class Level, class Position>
  CHRONUS_INLINE void run(const Context& context, bool is_settled, Level level, Position position) {
    const WaveBank& bank = wave_bank();
    const auto band_of = [](const dsp::Increment<kLanes>& increment) {
      return WaveBank::band_of<kLanes>(increment.high);
    };
    const typename Switch::Mix settled{table_at(context, 0), table_at(context, 0), {}, {}};
    pitch_.run(
        context, context.params[kFreq], context.params[kGlide], band_of,
        [&](int frame, const dsp::UInt<kLanes>& phase, const auto& band)
            __attribute__((always_inline)) {
              const auto mix =
                  is_settled ? settled : switch_.next(table_at(context, frame), context.rate);
              const auto wave = Switch::heard(mix, [&](const dsp::Int<kLanes>& table) {
                return bank.read<kLanes>(within(table), position.at(frame), phase, band);
              });
              put<kLanes>(context.outputs[0], frame, level.at(frame) * wave);
            });
  }

  Pitch<kLanes> pitch_;
  Switch switch_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
