// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/lane_math.hpp"
#include "engine/kernels.hpp"
#include "engine/levels.hpp"

/// The bodies of Kernels. Loops that the compiler turns into vectors by itself.
namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

inline bool kernel_any_beyond(const float* samples, std::size_t count, float level) {
  return any_beyond(samples, count, level);
}

inline void kernel_add(float* __restrict to, const float* __restrict from, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to[i] += from[i];
}

inline void kernel_add_times(float* __restrict to, const float* __restrict from, std::size_t count,
                             float factor) {
  for (std::size_t i = 0; i < count; ++i) to[i] += from[i] * factor;
}

template <int kLanes>
CHRONUS_INLINE void times_octaves(float* values, const float* octaves) {
  using Samples = dsp::Float<kLanes>;
  const auto by = dsp::load<Samples>(octaves);
  // exp2() would make a number of NaN.
  const auto factor = dsp::select(by == by, dsp::exp2<kLanes>(by), by);
  dsp::store(values, dsp::load<Samples>(values) * factor);
}

inline void kernel_times_octaves(float* __restrict values, const float* __restrict octaves,
                                 std::size_t count) {
  std::size_t i = 0;
  for (; i + kGroupLanes <= count; i += kGroupLanes) {
    times_octaves<kGroupLanes>(values + i, octaves + i);
  }
  for (; i < count; ++i) times_octaves<1>(values + i, octaves + i);
}

inline void kernel_spread(float* __restrict to, const float* __restrict from, int frames) {
  for (int i = 0; i < frames; ++i) {
    for (int lane = 0; lane < kGroupLanes; ++lane) to[i * kGroupLanes + lane] = from[i];
  }
}

inline void kernel_add_spread(float* __restrict to, const float* __restrict from, int frames) {
  for (int i = 0; i < frames; ++i) {
    for (int lane = 0; lane < kGroupLanes; ++lane) to[i * kGroupLanes + lane] += from[i];
  }
}

inline void kernel_into_range(float* values, std::size_t count, float low, float high) {
  for (std::size_t i = 0; i < count; ++i) {
    const float raised = values[i] > low ? values[i] : low;
    values[i] = raised < high ? raised : high;
  }
}

inline void kernel_sum_lanes(float* __restrict to, const float* __restrict from, int voices,
                             int frames) {
  const int whole = voices / kGroupLanes;
  const int rest = voices % kGroupLanes;
  for (int i = 0; i < frames; ++i) {
    float sums[kGroupLanes] = {};
    const float* lanes = from + static_cast<std::ptrdiff_t>(i) * kGroupLanes;
    for (int group = 0; group < whole; ++group, lanes += kGroupStride) {
      for (int lane = 0; lane < kGroupLanes; ++lane) sums[lane] += lanes[lane];
    }
    for (int lane = 0; lane < rest; ++lane) sums[lane] += lanes[lane];
    float sum = sums[0];
    for (int lane = 1; lane < kGroupLanes; ++lane) sum += sums[lane];
    to[i] = sum;
  }
}

inline void kernel_take_lane(float* __restrict to, const float* __restrict from, int frames) {
  for (int i = 0; i < frames; ++i) to[i] = from[static_cast<std::ptrdiff_t>(i) * kGroupLanes];
}

inline void kernel_gather_lanes(float* __restrict to, const float* const* from, const int* steps,
                                int frames) {
  for (int lane = 0; lane < kGroupLanes; ++lane) {
    const float* __restrict own = from[lane];
    const std::ptrdiff_t step = steps[lane];
    for (int i = 0; i < frames; ++i) to[i * kGroupLanes + lane] = own[i * step];
  }
}

inline void kernel_add_lanes(float* __restrict to, int step, const float* __restrict group,
                             const std::uint8_t* lanes, int count, int frames) {
  // What a mix of eight voices is: unrolled.
  bool is_whole = count == kGroupLanes;
  for (int k = 0; k < count; ++k) is_whole = is_whole && lanes[k] == k;
  for (int i = 0; i < frames; ++i, to += step, group += kGroupLanes) {
    float sum = *to;
    if (is_whole) {
      for (int lane = 0; lane < kGroupLanes; ++lane) sum += group[lane];
    } else {
      for (int k = 0; k < count; ++k) sum += group[lanes[k]];
    }
    *to = sum;
  }
}

inline constexpr Kernels kKernels{kernel_any_beyond,    kernel_add,       kernel_add_times,
                                  kernel_times_octaves, kernel_spread,    kernel_add_spread,
                                  kernel_into_range,    kernel_sum_lanes, kernel_take_lane,
                                  kernel_gather_lanes,  kernel_add_lanes};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
