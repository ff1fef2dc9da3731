// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/biquad.hpp"
#include "dsp/lane_svf.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class Biquad {
 public:
  using enum catalog::Biquad::Param;

  void init(float /*rate*/, const unsigned* /*identities*/) {}

  Rest process(const Context& context) {
    static_assert(dsp::LaneSvf<kLanes>::kTick == kTickFrames);
    auto filter = filter_;
    by_ticks(
        context, [&](int frame, int place, int frames) __attribute__((always_inline)) {
          if (place == 0 || !filter.is_set()) {
            filter.set(settings_at(context.params, frame), context.rate, place);
          }
          if (place == 0) filter.hush();
          const float* in = context.inputs[0] + static_cast<std::ptrdiff_t>(frame) * kLanes;
          float* out = context.outputs[0] + static_cast<std::ptrdiff_t>(frame) * kLanes;
          filter.run(
              place, frames,
              [&](int i) __attribute__((always_inline)) { return sample_at<kLanes>(in, i); },
              [&](int i, const dsp::Float<kLanes>& sample)
                  __attribute__((always_inline)) { put<kLanes>(out, i, sample); });
        });
    filter_ = filter;
    return rests(context) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  static typename dsp::LaneSvf<kLanes>::Settings settings_at(const Param* params, int frame) {
    const auto half = dsp::all_lanes<dsp::Float<kLanes>>(0.5F);
    return {value_at<kLanes>(params[kFreq], frame), value_at<kLanes>(params[kQ], frame),
            value_at<kLanes>(params[kGainDb], frame),
            dsp::to_int<kLanes>(value_at<kLanes>(params[kMode], frame) + half)};
  }

  /// Silent, and set as it will be set at every tick to come.
  bool rests(const Context& context) const {
    return filter_.is_silent() && filter_.is_still() &&
           filter_.asks_for(settings_at(context.params, context.frames - 1));
  }

  dsp::LaneSvf<kLanes> filter_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
