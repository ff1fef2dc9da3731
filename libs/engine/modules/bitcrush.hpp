// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/bitcrush.hpp"
#include "dsp/lane_math.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Holds a sample for so long, in so many steps: 2^bits from -1 to 1. Clipped at four times that.
template <int kLanes>
class Bitcrush {
 public:
  using enum catalog::Bitcrush::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    const auto& p = context.params;
    const Float zero = all_lanes(0.0F), one = all_lanes(1.0F);
    for (int frame = 0; frame < context.frames; ++frame) {
      const Float in = sample_at<kLanes>(context.inputs[0], frame);
      const auto takes = left_ < all_lanes(kDue);
      held_ = select(takes, in, held_);
      const Float step = lesser(value_at<kLanes>(p[kRate], frame) / all_lanes(context.rate), one);
      const Float left = select(takes, left_ + one, left_) - step;
      // In silence it waits for the first sample.
      left_ = select((held_ == zero) & (in == zero), zero, left);
      const Float crushed = quantized(held_, value_at<kLanes>(p[kBits], frame));
      const Float mix = value_at<kLanes>(p[kMix], frame);
      put<kLanes>(context.outputs[0], frame, (one - mix) * in + mix * crushed);
    }
    return all((held_ == zero) & (left_ == zero)) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using Float = dsp::Float<kLanes>;
  /// A sum of steps that should be 0 may not be, by its last bit.
  static constexpr float kDue = 1e-4F;
  static Float all_lanes(float x) { return dsp::all_lanes<Float>(x); }

  CHRONUS_INLINE static Float quantized(const Float& sample, const Float& bits) {
    const Float x = lesser(greater(sample, all_lanes(-4.0F)), all_lanes(4.0F));
    const Float steps = dsp::exp2<kLanes>(bits - all_lanes(1.0F));
    const Float half = select(x < all_lanes(0.0F), all_lanes(-0.5F), all_lanes(0.5F));
    return to_float(dsp::to_int<kLanes>(x * steps + half)) / steps;
  }

  Float held_ = {};
  Float left_ = {};  ///< samples of its rate until the next is taken
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
