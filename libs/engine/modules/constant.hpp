// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/constant.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int W>
class Constant {
 public:
  using enum catalog::Constant::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    for (int frame = 0; frame < context.frames; ++frame) {
      put<W>(context.outputs[0], frame, value_at<W>(context.params[kValue], frame));
    }
    return is_zero<W>(context.params[kValue]) ? Rest::kDeaf : Rest::kNone;
  }

 private:
  [[maybe_unused]] dsp::UInt<W> nothing_ = {};  // a state has a size
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
