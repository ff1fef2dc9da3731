// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/ceiling.hpp"
#include "dsp/ceiling.hpp"
#include "dsp/decibels.hpp"
#include "engine/code_of.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// What the output does to all that is heard (dsp/ceiling.hpp), from any level on: that of a knee
/// of -1 dBFS, moved. It never gets louder than as much above its level as full scale is above that
/// knee.
class Ceiling {
 public:
  using enum catalog::Ceiling::Param;

  void init(float /*rate*/, unsigned /*identity*/) {}

  Rest process(const Context& context) {
    const Param& level = context.params[kLevel];
    for (int side = 0; side < 2; ++side) {
      const float* in = context.inputs[side];
      float* out = context.outputs[side];
      for (int i = 0; i < context.frames; ++i) {
        // To the bit what the output does where it is asked for the same.
        const float knee = level[i] == -1.0F ? dsp::kCeilingKnee : knee_.gain(level[i]);
        out[i] = magnitude(in[i]) <= knee ? in[i] : below(in[i], knee);
      }
    }
    return Rest::kQuiet;
  }

 private:
  static float magnitude(float x) { return x < 0.0F ? -x : x; }
  static float below(float sample, float knee) {
    const float scale = knee / dsp::kCeilingKnee;
    return scale * dsp::below_ceiling(sample / scale);
  }

  dsp::Decibels knee_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
