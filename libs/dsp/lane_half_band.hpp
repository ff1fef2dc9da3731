// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "dsp/lanes.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Halves of symmetric half-band lowpasses, windowed sincs (Kaiser): every second coefficient up to
/// the middle, which itself is 1/2; those between are 0.
/// 47 coefficients: -0.04 dB at 0.208 of the doubled rate, below -74 dB from 0.302 on.
inline constexpr std::array<float, 12> kSteepHalfBand{
    -0.000139944127F, 0.000490717659F, -0.00122110804F, 0.00255034972F,
    -0.00476484768F,  0.0082417391F,   -0.013512981F,   0.0214413621F,
    -0.0337361526F,   0.0547527638F,   -0.100538336F,   0.316436437F};
/// 19: flat to 0.125, below -69 dB from 0.375 on.
inline constexpr std::array<float, 5> kWideHalfBand{0.00134155481F, -0.0082364674F, 0.0283598516F,
                                                    -0.0802532093F, 0.30878827F};

template <int kPairs, int kLanes>
CHRONUS_INLINE Float<kLanes> half_band_sum(const std::array<float, kPairs>& taps,
                                           const Float<kLanes>* last) {
  // From the newest (and the oldest) to the middle.
  Float<kLanes> sum = all_lanes<Float<kLanes>>(0.0F);
  for (int n = 0; n < kPairs; ++n) {
    sum = sum + all_lanes<Float<kLanes>>(taps[n]) * (last[-n] + last[n - 2 * kPairs + 1]);
  }
  return sum;
}

/// Doubles a rate. It delays by 2 kPairs - 1 frames of the doubled one.
template <int kPairs, int kLanes>
class LaneDoubler {
 public:
  static constexpr int kHistory = 2 * kPairs - 1;

  /// `frames` (up to kMost) in, twice as many out.
  template <int kMost>
  CHRONUS_INLINE void run(const std::array<float, kPairs>& taps, const Float<kLanes>* in,
                          int frames, Float<kLanes>* out) {
    Float<kLanes> x[kHistory + kMost];
    for (int n = 0; n < kHistory; ++n) x[n] = history_[n];
    for (int n = 0; n < frames; ++n) x[kHistory + n] = in[n];
    for (int n = 0; n < frames; ++n) {
      const Float<kLanes> sum = half_band_sum<kPairs, kLanes>(taps, x + kHistory + n);
      out[2 * n] = sum + sum;
      out[2 * n + 1] = x[kHistory + n - kPairs + 1];
    }
    for (int n = 0; n < kHistory; ++n) history_[n] = x[frames + n];
  }

 private:
  Float<kLanes> history_[kHistory] = {};
};

/// Halves a rate: every second frame of the filtered, the odd ones where kTakesOdd. It delays by
/// 2 kPairs - 1 frames of the rate that comes in, less one where kTakesOdd.
template <int kPairs, bool kTakesOdd, int kLanes>
class LaneHalver {
 public:
  static constexpr int kSides = 2 * kPairs - 1;
  static constexpr int kMiddles = kTakesOdd ? kPairs - 1 : kPairs;

  /// 2 `frames` (frames up to kMost) in, `frames` out.
  template <int kMost>
  CHRONUS_INLINE void run(const std::array<float, kPairs>& taps, const Float<kLanes>* in,
                          int frames, Float<kLanes>* out) {
    Float<kLanes> side[kSides + kMost], middle[kMiddles + kMost];
    for (int n = 0; n < kSides; ++n) side[n] = sides_[n];
    for (int n = 0; n < kMiddles; ++n) middle[n] = middles_[n];
    for (int n = 0; n < frames; ++n) {
      side[kSides + n] = in[2 * n + (kTakesOdd ? 1 : 0)];
      middle[kMiddles + n] = in[2 * n + (kTakesOdd ? 0 : 1)];
    }
    const Float<kLanes> half = all_lanes<Float<kLanes>>(0.5F);
    for (int n = 0; n < frames; ++n) {
      out[n] = half_band_sum<kPairs, kLanes>(taps, side + kSides + n) + half * middle[n];
    }
    for (int n = 0; n < kSides; ++n) sides_[n] = side[frames + n];
    for (int n = 0; n < kMiddles; ++n) middles_[n] = middle[frames + n];
  }

 private:
  Float<kLanes> sides_[kSides] = {};
  Float<kLanes> middles_[kMiddles] = {};
};

/// Four times the rate for a curve, and back.
template <int kLanes>
class LaneOversampler {
 public:
  static constexpr int kMost = 16;
  /// Frames that what comes out is late by: 23 and 22 of the doubled rate, 9 and 9 of the fourfold.
  static constexpr int kDelay = 27;

  /// Up to kMost frames; calls shape(i, sample) for each of the four samples of frame i.
  template <class Shape>
  CHRONUS_INLINE void run(const Float<kLanes>* in, int frames, Float<kLanes>* out, Shape shape) {
    Float<kLanes> twice[2 * kMost], fourfold[4 * kMost];
    up_.template run<kMost>(kSteepHalfBand, in, frames, twice);
    up_more_.template run<2 * kMost>(kWideHalfBand, twice, 2 * frames, fourfold);
    for (int n = 0; n < 4 * frames; ++n) fourfold[n] = shape(n / 4, fourfold[n]);
    down_more_.template run<2 * kMost>(kWideHalfBand, fourfold, 2 * frames, twice);
    down_.template run<kMost>(kSteepHalfBand, twice, frames, out);
  }

 private:
  LaneDoubler<12, kLanes> up_;
  LaneDoubler<5, kLanes> up_more_;
  LaneHalver<5, false, kLanes> down_more_;
  LaneHalver<12, true, kLanes> down_;
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
