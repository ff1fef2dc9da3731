// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

#include "dsp/sample_kernel.hpp"
#include "engine/module.hpp"
#include "engine/sample_shelf.hpp"

/// What modules that play samples share.
namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// The one that there is, made when a program begins.
const dsp::SampleKernel& sample_kernel();

/// Empty where there is none of that number.
inline SampleView sample_of(const Context& context, std::uint32_t number) {
  return context.samples == nullptr ? SampleView{} : context.samples->find(number);
}

/// A place in a sample, or a distance, in 2^-32 frames.
using SamplePlace = std::int64_t;

constexpr SamplePlace place_of_frame(std::int64_t frame) { return frame * (SamplePlace{1} << 32); }
/// Times the sample's own speed, either way.
inline constexpr double kFastestSample = 64.0;
inline SamplePlace step_of(double speed) { return static_cast<SamplePlace>(speed * 0x1p32); }
/// Round from one end to the other, which only a spoilt keyframe comes to.
constexpr SamplePlace moved(SamplePlace place, SamplePlace step) {
  return static_cast<SamplePlace>(static_cast<std::uint64_t>(place) +
                                  static_cast<std::uint64_t>(step));
}

/// The channel's samples: one channel stands for both.
inline const float* channel_of(const SampleView& view, std::uint32_t channel) {
  return view.data + (channel < view.channels ? std::size_t{channel} * view.frames : 0);
}

/// What the sample is there. At speed 1, forwards or backwards, whole frames are the file's own.
CHRONUS_INLINE float sample_between(const SampleView& view, std::uint32_t channel,
                                    SamplePlace place, double speed) {
  const float* data = channel_of(view, channel);
  const bool is_whole = static_cast<std::uint32_t>(place) == 0;
  if (is_whole && (speed == 1.0 || speed == -1.0)) {
    const std::int64_t frame = place >> 32;
    return frame >= 0 && frame < view.frames ? data[frame] : 0.0F;
  }
  const auto& kernel = sample_kernel();
  return kernel.read(data, view.frames, place, kernel.band_of(speed));
}

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
