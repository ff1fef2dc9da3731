// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "dsp/lanes.hpp"
#include "engine/module.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// What a parameter is in a frame, in each lane.
template <int kLanes>
CHRONUS_INLINE dsp::Float<kLanes> value_at(const Param& param, int frame) {
  const float* values = param.values + static_cast<std::ptrdiff_t>(frame) * param.step;
  if constexpr (kLanes > 1) {
    if (param.per_lane) return dsp::load<dsp::Float<kLanes>>(values);
  }
  return dsp::all_lanes<dsp::Float<kLanes>>(*values);
}

/// What a parameter of one lane is in `frames` frames from `from` on, one behind the other.
CHRONUS_INLINE void copy_values(const Param& param, int from, int frames, float* to) {
  if (param.is_still()) {
    std::fill_n(to, frames, param.values[0]);
  } else {
    std::copy_n(param.values + from, frames, to);
  }
}

/// Held in [-most, most].
template <int kLanes>
CHRONUS_INLINE dsp::Float<kLanes> within(const dsp::Float<kLanes>& x, float most) {
  return dsp::greater(dsp::lesser(x, dsp::all_lanes<dsp::Float<kLanes>>(most)),
                      dsp::all_lanes<dsp::Float<kLanes>>(-most));
}

/// Still, and 0 in every lane.
template <int kLanes>
CHRONUS_INLINE bool is_zero(const Param& param) {
  return param.is_still() &&
         all(value_at<kLanes>(param, 0) == dsp::all_lanes<dsp::Float<kLanes>>(0.0F));
}

template <int kLanes>
struct StillValue {
  static constexpr bool kIsStill = true;
  dsp::Float<kLanes> value;
  CHRONUS_INLINE const dsp::Float<kLanes>& at(int /*frame*/) const { return value; }
  /// Of its lanes, or of its one lane in kWidth frames.
  template <int kWidth>
  CHRONUS_INLINE dsp::Float<kWidth> in(int /*frame*/) const {
    if constexpr (kWidth == kLanes) {
      return value;
    } else {
      return dsp::all_lanes<dsp::Float<kWidth>>(value.a);
    }
  }
};

template <int kLanes>
struct MovingValue {
  static constexpr bool kIsStill = false;
  const Param& param;
  CHRONUS_INLINE dsp::Float<kLanes> at(int frame) const { return value_at<kLanes>(param, frame); }
  template <int kWidth>
  CHRONUS_INLINE dsp::Float<kWidth> in(int frame) const {
    if constexpr (kWidth == kLanes) {
      return at(frame);
    } else {
      float values[kWidth];
      for (int k = 0; k < kWidth; ++k) values[k] = at(frame + k).a;
      return dsp::load<dsp::Float<kWidth>>(values);
    }
  }
};

/// Calls `run` with the parameter's values as one of the two: a loop is compiled for each.
template <int kLanes, class Run>
CHRONUS_INLINE void with_values(const Param& param, Run run) {
  if (param.is_still()) {
    run(StillValue<kLanes>{value_at<kLanes>(param, 0)});
  } else {
    run(MovingValue<kLanes>{param});
  }
}

/// Cuts the context's frames at ticks: calls run(from, place, frames) for each piece, whose first
/// frame `from` comes `place` frames behind its tick.
template <class Run>
CHRONUS_INLINE void by_ticks(const Context& context, Run run) {
  for (int from = 0; from < context.frames;) {
    const int place = static_cast<int>((context.frame + from) % kTickFrames);
    const int frames = std::min(kTickFrames - place, context.frames - from);
    run(from, place, frames);
    from += frames;
  }
}

/// Frame `frame` of a signal of lanes.
template <int kLanes>
CHRONUS_INLINE dsp::Float<kLanes> sample_at(const float* signal, int frame) {
  return dsp::load<dsp::Float<kLanes>>(signal + static_cast<std::ptrdiff_t>(frame) * kLanes);
}
template <int kLanes>
CHRONUS_INLINE void put(float* signal, int frame, const dsp::Float<kLanes>& samples) {
  dsp::store(signal + static_cast<std::ptrdiff_t>(frame) * kLanes, samples);
}

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
