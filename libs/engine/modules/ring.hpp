// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/ring.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class Ring {
 public:
  using enum catalog::Ring::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const dsp::Float<kLanes> zero = dsp::all_lanes<dsp::Float<kLanes>>(0.0F);
    for (int frame = 0; frame < context.frames; ++frame) {
      const auto in = sample_at<kLanes>(context.inputs[0], frame);
      const auto mixed = value_at<kLanes>(context.params[kMix], frame);
      const auto rung = within<kLanes>(in * sample_at<kLanes>(context.inputs[1], frame), kLoudest);
      put<kLanes>(context.outputs[0], frame, in + mixed * (rung - in) + zero);
    }
    return Rest::kQuiet;
  }

 private:
  static constexpr float kLoudest = 1e9F;

  [[maybe_unused]] dsp::UInt<kLanes> nothing_ = {};  // a state has a size
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
