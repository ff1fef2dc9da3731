// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/svf.hpp"
#include "dsp/lane_svf.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// The filter of Biquad, with all its responses at once. `band` is 0 dB at its centre.
template <int kLanes>
class Svf {
 public:
  using enum catalog::Svf::Param;
  using enum catalog::Svf::Output;

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
          filter.run_outputs(
              place, frames,
              [&](int i) __attribute__((always_inline)) {
                return sample_at<kLanes>(context.inputs[0], frame + i);
              },
              [&](int i, const auto& low, const auto& band, const auto& high, const auto& notch)
                  __attribute__((always_inline)) {
                    put<kLanes>(context.outputs[kLow], frame + i, low);
                    put<kLanes>(context.outputs[kBand], frame + i, band);
                    put<kLanes>(context.outputs[kHigh], frame + i, high);
                    put<kLanes>(context.outputs[kNotch], frame + i, notch);
                  });
        });
    filter_ = filter;
    return rests(context) ? Rest::kQuiet : Rest::kNone;
  }

 private:
  static typename dsp::LaneSvf<kLanes>::Settings settings_at(const Param* params, int frame) {
    return {value_at<kLanes>(params[kFreq], frame), value_at<kLanes>(params[kQ], frame),
            dsp::all_lanes<dsp::Float<kLanes>>(0.0F), dsp::all_lanes<dsp::Int<kLanes>>(0)};
  }
  static_assert(static_cast<int>(dsp::FilterMode::kLowpass) == 0);

  /// Silent, and set as it will be set at every tick to come.
  bool rests(const Context& context) const {
    return filter_.is_silent() && filter_.is_still() &&
           filter_.asks_for(settings_at(context.params, context.frames - 1));
  }

  dsp::LaneSvf<kLanes> filter_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
