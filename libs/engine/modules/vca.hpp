// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/vca.hpp"
#include "dsp/lane_math.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class Vca {
 public:
  using enum catalog::Vca::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Float zero = dsp::all_lanes<Float>(0.0F);
    for (int frame = 0; frame < context.frames; ++frame) {
      const Float level = dsp::lesser(dsp::greater(value_at<kLanes>(context.params[kGain], frame) +
                                                       sample_at<kLanes>(context.inputs[1], frame),
                                                   zero),
                                      dsp::all_lanes<Float>(kLoudest));
      Float gain = level;
      const auto is_curved =
          value_at<kLanes>(context.params[kResponse], frame) >= dsp::all_lanes<Float>(0.5F);
      if (any(is_curved)) gain = select(is_curved, exponential(level), level);
      put<kLanes>(context.outputs[0], frame,
                  sample_at<kLanes>(context.inputs[0], frame) * gain + zero);
    }
    return Rest::kQuiet;
  }

 private:
  using Float = dsp::Float<kLanes>;
  static constexpr float kLoudest = 1'000.0F;

  /// 0 at 0, 1 at 1 and from there on, 60 dB in between.
  static Float exponential(const Float& level) {
    const Float one = dsp::all_lanes<Float>(1.0F);
    const Float octaves = dsp::lesser(level, one) * dsp::all_lanes<Float>(10.0F);
    return (dsp::exp2<kLanes>(octaves) - one) * dsp::all_lanes<Float>(1.0F / 1023.0F);
  }

  [[maybe_unused]] dsp::UInt<kLanes> nothing_ = {};  // a state has a size
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
