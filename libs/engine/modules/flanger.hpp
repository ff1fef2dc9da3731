// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/flanger.hpp"
#include "dsp/swept_delay.hpp"
#include "engine/code_of.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// One head a side, that of the right a quarter of a turn ahead.
class Flanger {
 public:
  using enum catalog::Flanger::Param;
  static constexpr bool kLineRestsEmpty = true;

  void init(float /*rate*/, unsigned /*identity*/) {}

  Rest process(const Context& context) {
    const auto& p = context.params;
    const int length = catalog::Flanger::kInfo.line_samples(static_cast<int>(context.rate)) / 2;
    auto frames = delay_.frames(line_of(this), length, context.rate);
    for (int i = 0; i < context.frames; ++i) {
      float fed[2];
      for (int side = 0; side < 2; ++side) {
        const float in = context.inputs[side][i];
        const std::uint32_t ahead = side == 0 ? 0U : 1U << 30;
        const float wet = frames.read(side, {p[kDelay][i] + p[kDepth][i], p[kDepth][i], ahead});
        const float mix = p[kMix][i];
        context.outputs[side][i] = (1.0F - mix) * in + mix * wet;
        fed[side] = dsp::hushed(in + p[kFeedback][i] * wet);
      }
      frames.write(fed[0], fed[1], p[kRate][i]);
    }
    return delay_.is_silent() ? Rest::kQuiet : Rest::kNone;
  }

 private:
  dsp::SweptDelay delay_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
