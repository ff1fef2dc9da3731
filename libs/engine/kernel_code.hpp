// SPDX-License-Identifier: MIT
#pragma once

#include <bit>

#include "dsp/lane_gather.hpp"
#include "dsp/lane_math.hpp"
#include "dsp/lane_sums.hpp"
#include "dsp/lane_transpose.hpp"
#include "engine/kernels.hpp"
#include "engine/levels.hpp"

/// The bodies of Kernels. Loops that the compiler turns into vectors by itself.
namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// Whether some sample is as far from 0 as 2 (of the last few: further), or NaN: has the highest
/// bit of the exponent.
inline bool any_of_two(const float* samples, std::size_t count) {
  constexpr std::size_t kAtOnce = 4 * kGroupLanes;
  dsp::I8 bits = dsp::all_lanes<dsp::I8>(0);
  std::size_t i = 0;
  for (; i + kAtOnce <= count; i += kAtOnce) {
    const auto eight = [&](std::size_t n) __attribute__((always_inline)) {
      return dsp::bits_as<dsp::I8>(dsp::load<dsp::F8>(samples + i + n * kGroupLanes));
    };
    bits = bits | ((eight(0) | eight(1)) | (eight(2) | eight(3)));
  }
  return any(dsp::shift_left<1>(bits) < dsp::all_lanes<dsp::I8>(0)) ||
         any_beyond(samples + i, count - i, 2.0F);
}

inline bool kernel_any_beyond(const float* samples, std::size_t count, float level) {
  if (level >= 2.0F && !any_of_two(samples, count)) return false;  // as nearly always
  constexpr std::size_t kAtOnce = 4 * kGroupLanes;
  const auto limit = dsp::all_lanes<dsp::I8>(std::bit_cast<std::int32_t>(level));
  const auto signless = dsp::all_lanes<dsp::I8>(0x7FFF'FFFF);
  dsp::I8 beyond = dsp::all_lanes<dsp::I8>(0);
  std::size_t i = 0;
  for (; i + kAtOnce <= count; i += kAtOnce) {
    const auto over = [&](std::size_t n) __attribute__((always_inline)) {
      const auto eight = dsp::load<dsp::F8>(samples + i + n * kGroupLanes);
      return limit - (dsp::bits_as<dsp::I8>(eight) & signless);
    };
    beyond = beyond | ((over(0) | over(1)) | (over(2) | over(3)));
  }
  return any(beyond < dsp::all_lanes<dsp::I8>(0)) || any_beyond(samples + i, count - i, level);
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

/// Eight frames at once: each lane of them behind the other, in their order.
CHRONUS_INLINE void sum_eight_frames(float* __restrict to, const float* __restrict from, int voices,
                                     std::size_t stride) {
  constexpr std::int32_t kOrder[kGroupLanes] = {0, 1, 2, 3, 4, 5, 6, 7};
  const auto zero = dsp::all_lanes<dsp::F8>(0.0F);
  dsp::F8 rows[kGroupLanes];
  for (dsp::F8& row : rows) row = zero;
  for (; voices >= kGroupLanes; voices -= kGroupLanes, from += stride) {
    for (int i = 0; i < kGroupLanes; ++i) {
      rows[i] = rows[i] + dsp::load<dsp::F8>(from + i * kGroupLanes);
    }
  }
  if (voices > 0) {
    const auto is_voice = dsp::load<dsp::I8>(kOrder) < dsp::all_lanes<dsp::I8>(voices);
    for (int i = 0; i < kGroupLanes; ++i) {
      rows[i] = rows[i] + select(is_voice, dsp::load<dsp::F8>(from + i * kGroupLanes), zero);
    }
  }
  dsp::transpose(rows);
  dsp::F8 sum = rows[0];
  for (int lane = 1; lane < kGroupLanes; ++lane) sum = sum + rows[lane];
  dsp::store(to, sum);
}

inline void kernel_sum_lanes(float* __restrict to, const float* __restrict from, int voices,
                             std::size_t stride, int frames) {
  const int whole = voices / kGroupLanes;
  const int rest = voices % kGroupLanes;
  int i = 0;
  for (; i + kGroupLanes <= frames; i += kGroupLanes) {
    sum_eight_frames(to + i, from + static_cast<std::ptrdiff_t>(i) * kGroupLanes, voices, stride);
  }
  for (; i < frames; ++i) {
    float sums[kGroupLanes] = {};
    const float* lanes = from + static_cast<std::ptrdiff_t>(i) * kGroupLanes;
    for (int group = 0; group < whole; ++group, lanes += stride) {
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
  int whole = 0;
  for (; whole + kGroupLanes <= frames; whole += kGroupLanes) {
    dsp::F8 rows[kGroupLanes];
    for (int lane = 0; lane < kGroupLanes; ++lane) {
      const std::ptrdiff_t step = steps[lane];
      const float* own = from[lane] + whole * step;
      // Lanes that are nobody's have one value for all.
      rows[lane] = step == 1   ? dsp::load<dsp::F8>(own)
                   : step == 0 ? dsp::all_lanes<dsp::F8>(*own)
                               : dsp::load_apart(own, step);
    }
    dsp::transpose(rows);
    for (int i = 0; i < kGroupLanes; ++i) dsp::store(to + (whole + i) * kGroupLanes, rows[i]);
  }
  for (int lane = 0; lane < kGroupLanes; ++lane) {
    const std::ptrdiff_t step = steps[lane];
    for (int i = whole; i < frames; ++i) to[i * kGroupLanes + lane] = from[lane][i * step];
  }
}

inline void kernel_add_lanes(float* __restrict to, int step, const float* __restrict group,
                             const std::uint8_t* lanes, int count, int frames) {
  for (int i = 0; i < frames; ++i, to += step, group += kGroupLanes) {
    float sum = *to;
    for (int k = 0; k < count; ++k) sum += group[lanes[k]];
    *to = sum;
  }
}

inline void kernel_add_groups(float* __restrict to, int step, const float* const* groups, int count,
                              int frames) {
  constexpr int kAtOnce = dsp::kRegisterFrames;
  int i = 0;
  for (; i + kAtOnce <= frames; i += kAtOnce, to += kAtOnce * step) {
    dsp::FloatRegister sums;
    for (int k = 0; k < kAtOnce; ++k) sums[k] = to[k * step];
    for (int n = 0; n < count; ++n) sums = dsp::plus_lanes(sums, groups[n] + i * kGroupLanes);
    for (int k = 0; k < kAtOnce; ++k) to[k * step] = sums[k];
  }
  for (; i < frames; ++i, to += step) {
    float sum = *to;
    for (int n = 0; n < count; ++n) {
      for (int k = 0; k < kGroupLanes; ++k) sum += groups[n][i * kGroupLanes + k];
    }
    *to = sum;
  }
}

inline constexpr Kernels kKernels{kernel_any_beyond,    kernel_add,       kernel_add_times,
                                  kernel_times_octaves, kernel_spread,    kernel_add_spread,
                                  kernel_into_range,    kernel_sum_lanes, kernel_take_lane,
                                  kernel_gather_lanes,  kernel_add_lanes, kernel_add_groups};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
