// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <span>

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

  /// Those that do not hear each other, at once where all are lowpasses and go evenly; see
  /// LaneCode::process_together.
  static void process_together(std::span<Biquad* const> biquads, const Context* const* contexts,
                               Rest* rests) {
    const bool at_once = [&]() {
      for (std::size_t n = 0; n < biquads.size(); ++n) {
        if (!biquads[n]->goes_evenly(*contexts[n]) || !biquads[n]->filter_.is_lowpass())
          return false;
      }
      return true;
    }();
    if (!at_once) {
      for (std::size_t n = 0; n < biquads.size(); ++n) rests[n] = biquads[n]->process(*contexts[n]);
      return;
    }
    switch (biquads.size()) {
      case 4:
        run_together<4>(biquads, contexts);
        break;
      case 3:
        run_together<3>(biquads, contexts);
        break;
      default:
        run_together<2>(biquads, contexts);
    }
    for (std::size_t n = 0; n < biquads.size(); ++n) {
      rests[n] = biquads[n]->rests(*contexts[n]) ? Rest::kQuiet : Rest::kNone;
    }
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

  template <std::size_t kCount>
  static void run_together(std::span<Biquad* const> biquads, const Context* const* contexts) {
    static_assert(kCount <= kMostTogether);
    std::array<Filter*, kCount> filters;
    std::array<typename Filter::Even, kCount> even;
    for (std::size_t n = 0; n < kCount; ++n) {
      filters[n] = &biquads[n]->filter_;
      even[n] = filters[n]->even();
    }
    by_ticks(
        *contexts[0], [&](int frame, int place, int frames) __attribute__((always_inline)) {
          std::array<Input, kCount> inputs;
          std::array<Output, kCount> outputs;
          for (std::size_t n = 0; n < kCount; ++n) {
            if (place == 0) filters[n]->hush();
            inputs[n] = input_of(*contexts[n], frame);
            outputs[n] = output_of(*contexts[n], frame);
          }
          Filter::run_together(even, filters, frames, inputs, outputs);
        });
  }

  struct Input {
    const float* from;
    CHRONUS_INLINE Float operator()(int i) const { return sample_at<kLanes>(from, i); }
  };
  struct Output {
    float* to;
    CHRONUS_INLINE void operator()(int i, const Float& sample) const { put<kLanes>(to, i, sample); }
  };
  CHRONUS_INLINE static Input input_of(const Context& context, int frame) {
    return {context.inputs[0] + static_cast<std::ptrdiff_t>(frame) * kLanes};
  }
  CHRONUS_INLINE static Output output_of(const Context& context, int frame) {
    return {context.outputs[0] + static_cast<std::ptrdiff_t>(frame) * kLanes};
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
