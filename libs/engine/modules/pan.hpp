// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/pan.hpp"
#include "dsp/lane_math.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// -3 dB on both sides in the middle.
template <int kLanes>
class Pan {
 public:
  using enum catalog::Pan::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Float one = dsp::all_lanes<Float>(1.0F), half = dsp::all_lanes<Float>(0.5F);
    const Float zero = dsp::all_lanes<Float>(0.0F);
    with_values<kLanes>(
        context.params[kPan], [&](auto pan) __attribute__((always_inline)) {
          for (int frame = 0; frame < context.frames; ++frame) {
            const Float in = sample_at<kLanes>(context.inputs[0], frame);
            const Float place = (pan.at(frame) + one) * half;
            put<kLanes>(context.outputs[0], frame,
                        in * dsp::sin_quarter<kLanes>(one - place) + zero);
            put<kLanes>(context.outputs[1], frame, in * dsp::sin_quarter<kLanes>(place) + zero);
          }
        });
    return Rest::kQuiet;
  }

 private:
  using Float = dsp::Float<kLanes>;

  [[maybe_unused]] dsp::UInt<kLanes> nothing_ = {};  // a state has a size
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
