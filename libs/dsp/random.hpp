// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>

#include "dsp/simd.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014): a
/// mixed counter, so that neighbouring seeds give unrelated noise.
class Random {
 public:
  Random() = default;
  explicit Random(std::uint64_t seed) : counter_(mixed(seed)) {}

  /// Uniform in [-1, 1), 24 bits.
  float bipolar() {
    const auto bits = static_cast<std::int32_t>(mix(counter_ += kGolden) >> 40);
    return static_cast<float>(bits - (1 << 23)) * 0x1p-23F;
  }

  /// Unrelated numbers from neighbouring seeds.
  static constexpr std::uint64_t mixed(std::uint64_t seed) { return mix(seed + kGolden); }

 private:
  static constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;

  static constexpr std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

  std::uint64_t counter_ = 0;
};

/// White noise whose density per Hz does not depend on the rate, so that what a filter leaves of it
/// is as loud at any: within +-1 at 48 kHz.
class WhiteNoise {
 public:
  WhiteNoise() = default;
  WhiteNoise(std::uint64_t seed, float rate) : random_(seed), scale_(std::sqrt(rate / 48000.0F)) {}

  float next() { return scale_ * random_.bipolar(); }

 private:
  Random random_;
  float scale_ = 1.0F;
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
