// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "catalog/modules/compressor.hpp"
#include "dsp/decibels.hpp"
#include "dsp/tail.hpp"
#include "engine/module.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Feed-forward, in decibels, with a soft knee and a smooth decoupled peak detector (Giannoulis,
/// Massberg, Reiss: "Digital dynamic range compressor design", JAES 60(6), 2012, equations 4 and
/// 17): a steady tone is reduced by what the curve says of its peak.
class Compressor {
 public:
  using enum catalog::Compressor::Param;
  using enum catalog::Compressor::Input;

  void init(float /*rate*/, unsigned /*identity*/) {}

  Rest process(const Context& context) {
    const auto& p = context.params;
    for (int i = 0; i < context.frames; ++i) {
      const float left = context.inputs[kLeft][i], right = context.inputs[kRight][i];
      const bool is_own = choice_of(p[kKey][i]) == 0;
      const float key = is_own ? std::max(magnitude(left), magnitude(right))
                               : magnitude(context.inputs[kSide][i]);
      const float asked = reduction_db(key, p[kThreshold][i], p[kRatio][i], p[kKnee][i]);
      const float released = asked + release_.kept(p[kRelease][i], context.rate) * (held_ - asked);
      held_ = hushed(std::max(asked, released), asked);
      reduced_ =
          hushed(held_ + attack_.kept(p[kAttack][i], context.rate) * (reduced_ - held_), held_);
      const float gain = dsp::fast_gain_of_db(p[kMakeup][i] - reduced_);
      context.outputs[0][i] = left * gain;
      context.outputs[1][i] = right * gain;
    }
    return held_ == 0.0F && reduced_ == 0.0F ? Rest::kQuiet : Rest::kNone;
  }

 private:
  static float magnitude(float x) { return x < 0.0F ? -x : x; }

  /// A ten-thousandth of a decibel from where it goes it is there.
  static float hushed(float x, float to) {
    const float way = x - to;
    return dsp::held(way < 1e-4F && way > -1e-4F ? to : x, 0.0F, 200.0F);
  }

  static float reduction_db(float key, float threshold, float ratio, float knee) {
    constexpr float kFloor = 1e-6F;
    if (key <= kFloor) return 0.0F;
    const float over = dsp::kDbOfOctave * dsp::log2<1>(dsp::Float<1>{key}).a - threshold;
    const float slope = 1.0F - 1.0F / ratio;
    if (2.0F * over <= -knee) return 0.0F;
    if (2.0F * over >= knee) return slope * over;
    const float into = over + 0.5F * knee;
    return slope * into * into / (2.0F * knee);
  }

  dsp::TimeConstant attack_, release_;
  float held_ = 0.0F;     ///< dB: at once up to what is asked for, released from there
  float reduced_ = 0.0F;  ///< dB
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
