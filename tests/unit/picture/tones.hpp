// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "base/frame.hpp"

namespace chronus::picture::test {

/// A sine from frame 0 on.
inline std::vector<float> sine(double hz, double amplitude, Frame frames, int rate) {
  std::vector<float> samples(static_cast<std::size_t>(frames));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double turns = hz * static_cast<double>(i) / rate;
    samples[i] = static_cast<float>(amplitude * std::sin(2.0 * std::numbers::pi * turns));
  }
  return samples;
}

/// Adds a plucked tone, which decays to a hundredth in a fifth of a second.
inline void pluck(std::vector<float>* samples, Frame at, double hz, double amplitude, int rate) {
  const auto tone = sine(hz, amplitude, static_cast<Frame>(samples->size()) - at, rate);
  for (std::size_t i = 0; i < tone.size(); ++i) {
    const double decay = std::pow(0.01, static_cast<double>(i) / (0.2 * rate));
    (*samples)[static_cast<std::size_t>(at) + i] += tone[i] * static_cast<float>(decay);
  }
}

}  // namespace chronus::picture::test
