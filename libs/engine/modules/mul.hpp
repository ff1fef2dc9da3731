// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/mul.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class Mul {
 public:
  using enum catalog::Mul::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const dsp::Float<kLanes> zero = dsp::all_lanes<dsp::Float<kLanes>>(0.0F);
    for (int frame = 0; frame < context.frames; ++frame) {
      const auto product = within<kLanes>(
          sample_at<kLanes>(context.inputs[0], frame) * sample_at<kLanes>(context.inputs[1], frame),
          kLoudest);
      // Not -0 of silence: what sleeps gives zeros.
      put<kLanes>(context.outputs[0], frame,
                  product * value_at<kLanes>(context.params[kFactor], frame) + zero);
    }
    return Rest::kQuiet;
  }

 private:
  static constexpr float kLoudest = 1e9F;

  [[maybe_unused]] dsp::UInt<kLanes> nothing_ = {};  // a state has a size
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
