// SPDX-License-Identifier: MIT
#pragma once

#include <array>

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
    if (goes_evenly(context)) {
      run_evenly(context, &filter);
    } else {
      run(context, &filter);
    }
    filter_ = filter;
    return rests(context) ? Rest::kQuiet : Rest::kNone;
  }

  /// Two that do not hear each other, at once where both go evenly; see LaneCode::process_two.
  static std::array<Rest, 2> process_two(const std::array<Biquad*, 2>& biquads,
                                         const std::array<const Context*, 2>& contexts) {
    const auto& [first, second] = biquads;
    if (!first->goes_evenly(*contexts[0]) || !second->goes_evenly(*contexts[1])) {
      return {first->process(*contexts[0]), second->process(*contexts[1])};
    }
    const std::array<typename Filter::Even, 2> even{first->filter_.even(), second->filter_.even()};
    if (!even[0].is_lowpass || !even[1].is_lowpass) {
      return {first->process(*contexts[0]), second->process(*contexts[1])};
    }
    auto filter = first->filter_, other = second->filter_;
    by_ticks(
        *contexts[0], [&](int frame, int place, int frames) __attribute__((always_inline)) {
          if (place == 0) {
            filter.hush();
            other.hush();
          }
          Filter::run_two(
              even, {&filter, &other}, frames,
              std::array{input_of(*contexts[0], frame), input_of(*contexts[1], frame)},
              std::array{output_of(*contexts[0], frame), output_of(*contexts[1], frame)});
        });
    first->filter_ = filter;
    second->filter_ = other;
    return {first->rests(*contexts[0]) ? Rest::kQuiet : Rest::kNone,
            second->rests(*contexts[1]) ? Rest::kQuiet : Rest::kNone};
  }

 private:
  using Float = dsp::Float<kLanes>;
  using Filter = dsp::LaneSvf<kLanes>;

  CHRONUS_INLINE static void run(const Context& context, Filter* filter) {
    by_ticks(
        context, [&](int frame, int place, int frames) __attribute__((always_inline)) {
          if (place == 0 || !filter->is_set()) {
            filter->set(settings_at(context.params, frame), context.rate, place);
          }
          if (place == 0) filter->hush();
          filter->run(place, frames, input_of(context, frame), output_of(context, frame));
        });
  }

  /// No tick of the stretch changes anything.
  bool goes_evenly(const Context& context) const {
    for (const int param : {kFreq, kQ, kGainDb, kMode}) {
      if (!context.params[param].is_still()) return false;
    }
    return filter_.is_set() && filter_.is_still() &&
           filter_.asks_for(settings_at(context.params, 0));
  }

  CHRONUS_INLINE static void run_evenly(const Context& context, Filter* filter) {
    const auto even = filter->even();
    by_ticks(
        context, [&](int frame, int place, int frames) __attribute__((always_inline)) {
          if (place == 0) filter->hush();
          filter->run(even, frames, input_of(context, frame), output_of(context, frame));
        });
  }

  CHRONUS_INLINE static auto input_of(const Context& context, int frame) {
    const float* in = context.inputs[0] + static_cast<std::ptrdiff_t>(frame) * kLanes;
    return [in](int i) __attribute__((always_inline)) { return sample_at<kLanes>(in, i); };
  }
  CHRONUS_INLINE static auto output_of(const Context& context, int frame) {
    float* out = context.outputs[0] + static_cast<std::ptrdiff_t>(frame) * kLanes;
    return [out](int i, const Float& sample) __attribute__((always_inline)) {
      put<kLanes>(out, i, sample);
    };
  }

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
