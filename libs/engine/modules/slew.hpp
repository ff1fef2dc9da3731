// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/slew.hpp"
#include "dsp/lane_math.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// A capacitor behind a resistor, one upwards and one downwards. What a step is too small for in
/// single precision is carried on: a slow one arrives as a fast one does.
template <int kLanes>
class Slew {
 public:
  using enum catalog::Slew::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const Float zero = dsp::all_lanes<Float>(0.0F);
    const Param &rise = context.params[kRise], &fall = context.params[kFall];
    const bool is_still = rise.is_still() && fall.is_still();
    for (int frame = 0; frame < context.frames; ++frame) {
      const Float in = sample_at<kLanes>(context.inputs[0], frame);
      if (!is_still || frame == 0) {
        up_.take(value_at<kLanes>(rise, frame), context.rate);
        down_.take(value_at<kLanes>(fall, frame), context.rate);
      }
      const Float way = in - level_;
      const Float step = way * select(way > zero, up_.share, down_.share) + carried_;
      const Float next = level_ + step;
      carried_ = step - (next - level_);
      const auto is_there = magnitude(way) <= magnitude(in) * dsp::all_lanes<Float>(1e-6F) +
                                                  dsp::all_lanes<Float>(1e-9F);
      level_ = select(is_there, in, next);
      carried_ = select(is_there, zero, carried_);
      put<kLanes>(context.outputs[0], frame, level_ + zero);
    }
    return all(level_ == zero) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using Float = dsp::Float<kLanes>;

  /// The part of the way that a frame covers.
  struct Share {
    Float seconds = {};
    Float share = dsp::all_lanes<Float>(1.0F);

    CHRONUS_INLINE void take(const Float& time_s, float rate) {
      if (!any(time_s != seconds)) return;
      seconds = time_s;
      // A thousandth is ten halvings.
      const Float zero = dsp::all_lanes<Float>(0.0F), one = dsp::all_lanes<Float>(1.0F);
      const Float kept =
          dsp::exp2<kLanes>(dsp::all_lanes<Float>(-10.0F) / (time_s * dsp::all_lanes<Float>(rate)));
      share = select(time_s > zero, one - kept, one);
    }
  };

  Share up_, down_;
  Float level_ = {};
  Float carried_ = {};
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
