// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/vca.hpp"
#include "dsp/lane_math.hpp"
#include "dsp/lane_switch.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class Vca {
 public:
  using enum catalog::Vca::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Float zero = dsp::all_lanes<Float>(0.0F);
    const Param& response = context.params[kResponse];
    const Int first = Switch::choice_of(value_at<kLanes>(response, 0));
    const bool is_settled = switch_.rests_at(first) && response.is_still();
    const typename Switch::Mix settled{first, first, {}, {}};
    for (int frame = 0; frame < context.frames; ++frame) {
      const Float level = dsp::lesser(dsp::greater(value_at<kLanes>(context.params[kGain], frame) +
                                                       sample_at<kLanes>(context.inputs[1], frame),
                                                   zero),
                                      dsp::all_lanes<Float>(kLoudest));
      const auto mix =
          is_settled
              ? settled
              : switch_.next(Switch::choice_of(value_at<kLanes>(response, frame)), context.rate);
      const Float gain =
          Switch::heard(mix, [&](const Int& choice) { return gain_of(choice, level); });
      put<kLanes>(context.outputs[0], frame,
                  sample_at<kLanes>(context.inputs[0], frame) * gain + zero);
    }
    const Int last = Switch::choice_of(value_at<kLanes>(response, context.frames - 1));
    return switch_.has(last) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using Float = dsp::Float<kLanes>;
  using Int = dsp::Int<kLanes>;
  using Switch = dsp::LaneSwitch<kLanes>;
  static constexpr float kLoudest = 1'000.0F;

  static Float gain_of(const Int& response, const Float& level) {
    const auto is_curved = response != dsp::all_lanes<Int>(0);
    return any(is_curved) ? select(is_curved, exponential(level), level) : level;
  }

  /// 0 at 0, 1 at 1 and from there on, 60 dB in between.
  static Float exponential(const Float& level) {
    const Float one = dsp::all_lanes<Float>(1.0F);
    const Float octaves = dsp::lesser(level, one) * dsp::all_lanes<Float>(10.0F);
    return (dsp::exp2<kLanes>(octaves) - one) * dsp::all_lanes<Float>(1.0F / 1023.0F);
  }

  Switch switch_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
