// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

#include "catalog/modules/compressor.hpp"
#include "dsp/decibels.hpp"
#include "dsp/held.hpp"
#include "dsp/tail.hpp"
#include "engine/values.hpp"

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
    for (int from = 0; from < context.frames; from += kAtOnce) {
      run(context, from, std::min(kAtOnce, context.frames - from));
    }
    return held_ == 0.0F && reduced_ == 0.0F ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using F8 = dsp::F8;
  static constexpr int kAtOnce = 64;
  using Block = std::array<float, kAtOnce>;

  void run(const Context& context, int from, int frames) {
    const auto& p = context.params;
    Block reduction{}, makeup{};
    ask(context, from, frames, reduction);
    for (int i = 0; i < frames; ++i) {
      const float asked = reduction[i];
      const float released =
          asked + release_.kept(p[kRelease][from + i], context.rate) * (held_ - asked);
      held_ = hushed(std::max(asked, released), asked);
      reduced_ = hushed(
          held_ + attack_.kept(p[kAttack][from + i], context.rate) * (reduced_ - held_), held_);
      reduction[i] = reduced_;
    }
    copy_values(p[kMakeup], from, frames, makeup.data());
    for (int i = 0; i < frames; i += 8) {
      const F8 db = dsp::load<F8>(makeup.data() + i) - dsp::load<F8>(reduction.data() + i);
      dsp::store(reduction.data() + i, dsp::fast_gain_of_db<8>(db));
    }
    for (int side = 0; side < 2; ++side) {
      const float* in = context.inputs[side] + from;
      float* out = context.outputs[side] + from;
      for (int i = 0; i < frames; ++i) out[i] = in[i] * reduction[i];
    }
  }

  static float magnitude(float x) { return x < 0.0F ? -x : x; }

  /// A ten-thousandth of a decibel from where it goes it is there.
  static float hushed(float x, float to) {
    const float way = x - to;
    return dsp::held(way < 1e-4F && way > -1e-4F ? to : x, 0.0F, 200.0F);
  }

  /// What the key asks each frame to be reduced by, in dB.
  static void ask(const Context& context, int from, int frames, Block& asked) {
    const auto& p = context.params;
    Block key{}, threshold{}, ratio{}, knee{};
    const float *left = context.inputs[kLeft] + from, *right = context.inputs[kRight] + from;
    const float* side = context.inputs[kSide] + from;
    for (int i = 0; i < frames; ++i) {
      const bool is_own = choice_of(p[kKey][from + i]) == 0;
      key[i] = is_own ? std::max(magnitude(left[i]), magnitude(right[i])) : magnitude(side[i]);
    }
    copy_values(p[kThreshold], from, frames, threshold.data());
    copy_values(p[kRatio], from, frames, ratio.data());
    copy_values(p[kKnee], from, frames, knee.data());
    for (int i = 0; i < frames; i += 8) {
      dsp::store(asked.data() + i,
                 reduction_db(dsp::load<F8>(key.data() + i), dsp::load<F8>(threshold.data() + i),
                              dsp::load<F8>(ratio.data() + i), dsp::load<F8>(knee.data() + i)));
    }
  }

  CHRONUS_INLINE static F8 reduction_db(const F8& key, const F8& threshold, const F8& ratio,
                                        const F8& knee) {
    const auto real = [](float x) __attribute__((always_inline)) { return dsp::all_lanes<F8>(x); };
    const F8 over = real(dsp::kDbOfOctave) * dsp::log2<8>(key) - threshold;
    const F8 slope = real(1.0F) - real(1.0F) / ratio;
    const F8 into = over + real(0.5F) * knee;
    const F8 twice = real(2.0F) * over;
    F8 reduction = slope * into * into / (real(2.0F) * knee);
    reduction = select(twice >= knee, slope * over, reduction);
    // The last word: where there is no key, its logarithm is none.
    constexpr float kFloor = 1e-6F;
    return select((twice <= -knee) | (key <= real(kFloor)), real(0.0F), reduction);
  }

  dsp::TimeConstant attack_, release_;
  float held_ = 0.0F;     ///< dB: at once up to what is asked for, released from there
  float reduced_ = 0.0F;  ///< dB
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
