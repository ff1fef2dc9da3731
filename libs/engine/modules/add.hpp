// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/add.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class Add {
 public:
  using enum catalog::Add::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const auto* in = context.inputs;
    for (int frame = 0; frame < context.frames; ++frame) {
      put<kLanes>(context.outputs[0], frame,
                  sample_at<kLanes>(in[0], frame) + sample_at<kLanes>(in[1], frame) +
                      value_at<kLanes>(context.params[kOffset], frame));
    }
    return is_zero<kLanes>(context.params[kOffset]) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  [[maybe_unused]] dsp::UInt<kLanes> nothing_ = {};  // a state has a size
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
