// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include "catalog/module_info.hpp"

namespace chronus::engine {

/// How many frames a parameter takes to a new value.
inline int smoothing_frames(const catalog::ParameterInfo& info, int rate) {
  return static_cast<int>(std::lround(static_cast<double>(info.smoothing_ms) * rate / 1000.0));
}

/// A parameter's linear way to its target. The value follows from `remaining` alone and is never
/// accumulated, so how frames are cut into calls cannot change a bit, and the end is the target.
struct ParamRamp {
  float target;            ///< within the parameter's range
  float increment;         ///< per frame
  std::int32_t remaining;  ///< frames until the target is reached

  float value() const { return target - increment * static_cast<float>(remaining); }

  /// Whether it has begun, to take so many frames, and none of them has been filled.
  bool is_new(int frames) const { return remaining > 0 && remaining == frames; }

  void jump(float to) { *this = {to, 0.0F, 0}; }

  void glide(float to, int frames) {
    // A repeated value must not stretch the glide that leads there.
    if (to == target) return;
    if (frames <= 0) return jump(to);
    *this = {to, (to - value()) / static_cast<float>(frames), frames};
  }

  /// Writes the next `frames` values; the first is one increment on the way.
  void fill(float* out, int frames) {
    const int moving = std::min(frames, remaining);
    for (int i = 0; i < moving; ++i) {
      out[i] = target - increment * static_cast<float>(remaining - 1 - i);
    }
    std::fill(out + moving, out + frames, target);
    remaining -= moving;
  }
};
static_assert(std::is_trivially_copyable_v<ParamRamp>);

}  // namespace chronus::engine
