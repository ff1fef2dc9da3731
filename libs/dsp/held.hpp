// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/simd.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// In [low, high], as std::clamp() has it; but NaN, which only a damaged keyframe holds, is `low`:
/// what is held may become an index.
template <class T>
CHRONUS_INLINE constexpr T held(T x, T low, T high) {
  const T raised = x > low ? x : low;
  return raised < high ? raised : high;
}

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
