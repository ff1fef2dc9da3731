// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lanes.hpp"
#include "engine/module.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// What a parameter is in a frame, in each of W lanes.
template <int W>
CHRONUS_INLINE dsp::Float<W> value_at(const Param& param, int frame) {
  const float* values = param.values + static_cast<std::ptrdiff_t>(frame) * param.step;
  if constexpr (W > 1) {
    if (param.per_lane) return dsp::load<dsp::Float<W>>(values);
  }
  return dsp::all_lanes<dsp::Float<W>>(*values);
}

/// Held in [-most, most].
template <int W>
CHRONUS_INLINE dsp::Float<W> within(const dsp::Float<W>& x, float most) {
  return dsp::greater(dsp::lesser(x, dsp::all_lanes<dsp::Float<W>>(most)),
                      dsp::all_lanes<dsp::Float<W>>(-most));
}

/// Still, and 0 in every lane.
template <int W>
CHRONUS_INLINE bool is_zero(const Param& param) {
  return param.is_still() && all(value_at<W>(param, 0) == dsp::all_lanes<dsp::Float<W>>(0.0F));
}

template <int W>
struct StillValue {
  static constexpr bool kIsStill = true;
  dsp::Float<W> value;
  CHRONUS_INLINE const dsp::Float<W>& at(int /*frame*/) const { return value; }
};

template <int W>
struct MovingValue {
  static constexpr bool kIsStill = false;
  const Param& param;
  CHRONUS_INLINE dsp::Float<W> at(int frame) const { return value_at<W>(param, frame); }
};

/// Calls `run` with the parameter's values as one of the two: a loop is compiled for each.
template <int W, class Run>
CHRONUS_INLINE void with_values(const Param& param, Run run) {
  if (param.is_still()) {
    run(StillValue<W>{value_at<W>(param, 0)});
  } else {
    run(MovingValue<W>{param});
  }
}

/// Frame `frame` of a signal of W lanes.
template <int W>
CHRONUS_INLINE dsp::Float<W> sample_at(const float* signal, int frame) {
  return dsp::load<dsp::Float<W>>(signal + static_cast<std::ptrdiff_t>(frame) * W);
}
template <int W>
CHRONUS_INLINE void put(float* signal, int frame, const dsp::Float<W>& samples) {
  dsp::store(signal + static_cast<std::ptrdiff_t>(frame) * W, samples);
}

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
