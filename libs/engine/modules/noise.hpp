// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/modules/noise.hpp"
#include "dsp/lane_pink_filter.hpp"
#include "dsp/lane_random.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

template <int kLanes>
class Noise {
 public:
  using enum catalog::Noise::Param;

  void init(float rate, const unsigned* identities) {
    random_.seed(identities);
    pink_.init(rate);
  }

  Rest process(const Context& context) {
    using Float = dsp::Float<kLanes>;
    // White noise peaks at 1.7 times its RMS, pink at 4.5 times: about the same peak.
    const Float same_peak = dsp::all_lanes<Float>(0.38F), half = dsp::all_lanes<Float>(0.5F);
    with_values<kLanes>(
        context.params[kLevel], [&](auto level) __attribute__((always_inline)) {
          with_values<kLanes>(
              context.params[kColor], [&](auto color) __attribute__((always_inline)) {
                for (int frame = 0; frame < context.frames; ++frame) {
                  const Float white = random_.bipolar();
                  const Float pink = same_peak * pink_.next(white);
                  const Float noise = select(color.at(frame) >= half, pink, white);
                  put<kLanes>(context.outputs[0], frame, level.at(frame) * noise);
                }
              });
        });
    return Rest::kNone;
  }

 private:
  dsp::LaneRandom<kLanes> random_;
  dsp::LanePinkFilter<kLanes> pink_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
