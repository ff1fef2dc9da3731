// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/distortion.hpp"
#include "dsp/lane_half_band.hpp"
#include "dsp/lane_ladder.hpp"
#include "dsp/lane_switch.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// A curve at four times the rate, and behind it a highpass at 10 Hz, since `tube` gives DC. What
/// is mixed to it is as late as it is.
template <int kLanes>
class Distortion {
 public:
  using enum catalog::Distortion::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    static_assert(dsp::LaneOversampler<kLanes>::kMost == kTickFrames);
    by_ticks(
        context, [&](int frame, int /*place*/, int frames)
                     __attribute__((always_inline)) { run(context, frame, frames); });
    const bool has_switched = switch_.has(curve_at(context, context.frames - 1));
    const bool is_silent = all(left_ == all_lanes(0)) && all(high_ == all_lanes(0.0F));
    return is_silent && has_switched ? Rest::kQuiet : Rest::kNone;
  }

 private:
  using Float = dsp::Float<kLanes>;
  using Int = dsp::Int<kLanes>;
  using Switch = dsp::LaneSwitch<kLanes>;
  /// As the catalogue lists them.
  enum Curve { kSoft, kHard, kTube, kFold };
  static constexpr int kDelay = dsp::LaneOversampler<kLanes>::kDelay;
  /// Frames that a sample stays in one of the filters.
  static constexpr int kMemory = 80;

  static Float all_lanes(float x) { return dsp::all_lanes<Float>(x); }
  static Int all_lanes(int x) { return dsp::all_lanes<Int>(x); }

  static Int curve_at(const Context& context, int frame) {
    return Switch::choice_of(value_at<kLanes>(context.params[kCurve], frame));
  }

  void run(const Context& context, int from, int frames) {
    const auto& p = context.params;
    Float in[kTickFrames], wet[kTickFrames];
    typename Switch::Mix curve[kTickFrames];
    for (int i = 0; i < frames; ++i) {
      const Float x = sample_at<kLanes>(context.inputs[0], from + i);
      // Beyond it no curve has anything left to bend, and filters would ring for longer.
      in[i] = lesser(greater(x, all_lanes(-1e4F)), all_lanes(1e4F));
      const Float drive = dsp::exp2<kLanes>(value_at<kLanes>(p[kDrive], from + i) *
                                            all_lanes(3.3219280949F / 20.0F));
      wet[i] = in[i] * drive;
      curve[i] = switch_.next(curve_at(context, from + i), context.rate);
      const auto is_silent = in[i] == all_lanes(0.0F);
      left_ = select(is_silent, select(left_ > all_lanes(0), left_ - all_lanes(1), left_),
                     all_lanes(kMemory));
    }
    oversampler_.run(
        wet, frames, wet, [&](int i, const Float& x) __attribute__((always_inline)) {
          return Switch::heard(curve[i], [&](const Int& one) { return shaped(one, x); });
        });
    const Float kept = all_lanes(1.0F - 62.8F / context.rate);
    Float dry[kDelay + kTickFrames];
    for (int n = 0; n < kDelay; ++n) dry[n] = dry_[n];
    for (int n = 0; n < frames; ++n) dry[kDelay + n] = in[n];
    for (int i = 0; i < frames; ++i) {
      high_ = hushed(kept * high_ + (wet[i] - before_));
      before_ = wet[i];
      const Float mix = value_at<kLanes>(p[kMix], from + i);
      const Float bent = value_at<kLanes>(p[kLevel], from + i) * high_;
      put<kLanes>(context.outputs[0], from + i, (all_lanes(1.0F) - mix) * dry[i] + mix * bent);
    }
    for (int n = 0; n < kDelay; ++n) dry_[n] = dry[frames + n];
  }

  CHRONUS_INLINE static Float shaped(const Int& curve, const Float& x) {
    const auto is = [&](int one) __attribute__((always_inline)) { return curve == all_lanes(one); };
    const Float bias = all_lanes(0.4F);
    const Float shifted = select(is(kTube), x + bias, x);
    const Float offset = select(is(kTube), dsp::soft_clip<kLanes>(bias), all_lanes(0.0F));
    Float y = dsp::soft_clip<kLanes>(shifted) - offset;
    if (any(is(kHard))) {
      y = select(is(kHard), lesser(greater(x, all_lanes(-1.0F)), all_lanes(1.0F)), y);
    }
    if (any(is(kFold))) y = select(is(kFold), folded(x), y);
    return y;
  }

  /// A sine of it: 1 at 1, back at 0 at 2.
  CHRONUS_INLINE static Float folded(const Float& sample) {
    const Float x = lesser(greater(sample, all_lanes(-1e5F)), all_lanes(1e5F));
    const Float quarter = x * all_lanes(0.25F);  // of turns
    const Float half = select(quarter < all_lanes(0.0F), all_lanes(-0.5F), all_lanes(0.5F));
    const Float turns = quarter - to_float(dsp::to_int<kLanes>(quarter + half));  // -1/2 to 1/2
    const Float four = turns * all_lanes(4.0F);
    Float triangle = select(four > all_lanes(1.0F), all_lanes(2.0F) - four, four);
    triangle = select(four < all_lanes(-1.0F), all_lanes(-2.0F) - four, triangle);
    return dsp::sin_quarter<kLanes>(triangle);
  }

  CHRONUS_INLINE static Float hushed(const Float& x) {
    return select(magnitude(x) < all_lanes(1e-12F), all_lanes(0.0F), x);
  }

  dsp::LaneOversampler<kLanes> oversampler_;
  Float dry_[kDelay] = {};
  Float before_ = {}, high_ = {};  ///< of the highpass
  Int left_ = {};                  ///< frames until the filters hold zeros
  Switch switch_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
