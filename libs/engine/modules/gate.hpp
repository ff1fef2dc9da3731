// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/gate.hpp"
#include "dsp/lane_math.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class NoiseGate {
 public:
  using enum catalog::NoiseGate::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Param* params = context.params;
    const Float zero = dsp::all_lanes<Float>(0.0F), one = dsp::all_lanes<Float>(1.0F);
    for (int frame = 0; frame < context.frames; ++frame) {
      const Float in = sample_at<kLanes>(context.inputs[0], frame);
      const Float loud =
          dsp::greater(magnitude(in), magnitude(sample_at<kLanes>(context.inputs[1], frame)));
      const auto is_loud = loud >= gain_of(value_at<kLanes>(params[kThreshold], frame));
      const Float hold =
          value_at<kLanes>(params[kHold], frame) * dsp::all_lanes<Float>(context.rate);
      left_ = select(is_loud, hold + one, dsp::greater(left_ - one, zero));
      const auto is_open = left_ > zero;
      const Float way = select(is_open, one, zero) - open_;
      const Float seconds = select(is_open, value_at<kLanes>(params[kAttack], frame),
                                   value_at<kLanes>(params[kRelease], frame));
      // A thousandth is left after that time.
      const Float frames = seconds * dsp::all_lanes<Float>(context.rate);
      open_ = open_ + way * dsp::lesser(one, dsp::all_lanes<Float>(6.9077553F) / frames);
      open_ =
          select(magnitude(way) < dsp::all_lanes<Float>(1e-6F), select(is_open, one, zero), open_);
      const Float least = gain_of(value_at<kLanes>(params[kRange], frame));
      const Float shut = select(
          value_at<kLanes>(params[kRange], frame) > dsp::all_lanes<Float>(-96.0F), least, zero);
      put<kLanes>(context.outputs[0], frame, in * (shut + open_ * (one - shut)) + zero);
      put<kLanes>(context.outputs[1], frame, open_);
    }
    return all((open_ == zero) & (left_ == zero)) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using Float = dsp::Float<kLanes>;

  /// 20 dB are a factor of 10.
  CHRONUS_INLINE static Float gain_of(const Float& db) {
    return dsp::exp2<kLanes>(db * dsp::all_lanes<Float>(3.3219280949F / 20.0F));
  }

  Float open_ = {};  // 0 to 1
  Float left_ = {};  // frames that it stays open
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
