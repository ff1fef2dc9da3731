// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/chorus.hpp"
#include "dsp/swept_delay.hpp"
#include "engine/code_of.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Three heads a side, a third of a turn from each other; those of the right are a sixth further.
class Chorus {
 public:
  using enum catalog::Chorus::Param;
  static constexpr bool kLineRestsEmpty = true;

  void init(float /*rate*/, unsigned /*identity*/) {}

  Rest process(const Context& context) {
    const auto& p = context.params;
    const int length = catalog::Chorus::kInfo.line_samples(static_cast<int>(context.rate)) / 2;
    auto frames = delay_.frames(line_of(this), length, context.rate);
    for (int i = 0; i < context.frames; ++i) {
      float in[2];
      for (int side = 0; side < 2; ++side) {
        in[side] = context.inputs[side][i];
        float wet = 0.0F;
        for (int n = 0; n < kVoices; ++n) {
          const auto ahead = static_cast<std::uint32_t>(2 * n + side) * (0xFFFF'FFFFU / 6);
          wet += frames.read(side, {p[kDelay][i] + p[kDepth][i], p[kDepth][i], ahead});
        }
        const float mix = p[kMix][i];
        context.outputs[side][i] = (1.0F - mix) * in[side] + mix * (kLevel * wet);
      }
      frames.write(in[0], in[1], p[kRate][i]);
    }
    return delay_.is_silent() ? Rest::kQuiet : Rest::kNone;
  }

 private:
  static constexpr int kVoices = 3;
  static constexpr float kLevel = 0.57735027F;  // as loud as one, being unlike

  dsp::SweptDelay delay_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
