// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "engine/module.hpp"
#include "engine/simd.hpp"

namespace chronus::engine {

/// What a rack does with signals between its modules, compiled as the modules are. Signals of many
/// lanes lie as module.hpp says. No two arrays overlap. Real-time safe.
struct Kernels {
  /// Whether some sample is beyond ±level, or NaN.
  bool (*any_beyond)(const float* samples, std::size_t count, float level);
  void (*add)(float* to, const float* from, std::size_t count);
  /// `from` times a factor.
  void (*add_times)(float* to, const float* from, std::size_t count, float factor);
  /// Multiplies by 2^octaves, dsp::exp2(); NaN stays what it is.
  void (*times_octaves)(float* values, const float* octaves, std::size_t count);
  /// The same to each lane of a group: `frames` samples to kGroupLanes times as many.
  void (*spread)(float* to, const float* from, int frames);
  void (*add_spread)(float* to, const float* from, int frames);
  /// Holds values in [low, high]; NaN becomes `low`.
  void (*into_range)(float* values, std::size_t count, float low, float high);
  /// Many lanes into one: the groups' lanes are added up group by group to one group, and that
  /// group's lanes in their order. A group lies `stride` floats behind the one before.
  void (*sum_lanes)(float* to, const float* from, int voices, std::size_t stride, int frames);
  /// One lane of a group, which begins at `from`.
  void (*take_lane)(float* to, const float* from, int frames);
  /// Lane k of a group becomes the signal from[k], whose frames are steps[k] floats apart.
  void (*gather_lanes)(float* to, const float* const* from, const int* steps, int frames);
  /// `count` lanes of a group in the order of `lanes`, one after the other, to a signal whose
  /// frames are `step` floats apart.
  void (*add_lanes)(float* to, int step, const float* group, const std::uint8_t* lanes, int count,
                    int frames);
  /// As add_lanes() of all lanes of each of `count` groups, one after the other.
  void (*add_groups)(float* to, int step, const float* const* groups, int count, int frames);
};

/// Frames that modules process at a time: a block, as long as the signals of some modules stay in
/// the fastest cache, and whole cache lines. Longer stretches are cut.
inline constexpr int kLeastSegment = 128, kMostSegment = 512;
constexpr int segment_frames(int block_frames) {
  return (std::clamp(block_frames, kLeastSegment, kMostSegment) + 15) / 16 * 16;
}

/// is_usable() must hold.
const Kernels& kernels(Simd simd);

}  // namespace chronus::engine
