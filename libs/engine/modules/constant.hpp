// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/constant.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class Constant {
 public:
  using enum catalog::Constant::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    for (int frame = 0; frame < context.frames; ++frame) {
      put<kLanes>(context.outputs[0], frame, value_at<kLanes>(context.params[kValue], frame));
    }
    return is_zero<kLanes>(context.params[kValue]) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  [[maybe_unused]] dsp::UInt<kLanes> nothing_ = {};  // a state has a size
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
