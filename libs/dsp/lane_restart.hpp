// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>

#include "dsp/lanes.hpp"
#include "dsp/math.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// What a waveform that begins anew between two frames (hard sync) still has of before, in each of
/// kLanes lanes: the difference of the two waves and of their slopes, behind a low-pass, so that
/// the edge does not alias. Nothing of it comes before the edge, and edges may follow each other at
/// will.
///
/// The low-pass is Chebyshev's of order six, 0.3 dB of ripple up to 0.325 of the rate, -44 dB at
/// 0.583; the response is a sum of three decaying oscillations, so that a fraction of a frame is
/// exact.
template <int kLanes>
class LaneRestart {
 public:
  /// `ago` in [0, 1] frames before the next frame. What was less what is, at the edge; and its
  /// slope less the new one, per frame.
  void add(int lane, float ago, float step, float slope) {
    const auto t = static_cast<double>(ago);
    const double whole = static_cast<double>(step) + kDelay * static_cast<double>(slope);
    for (std::size_t n = 0; n < kModes.size(); ++n) {
      const Mode& mode = kModes[n];
      const double size = exp2(mode.octaves * t);
      const double cosine = size * cos_turns(mode.turns * t),
                   sine = size * sin_turns(mode.turns * t);
      const double x = whole * mode.step_real + static_cast<double>(slope) * mode.slope_real;
      const double y =
          whole * mode.step_imaginary + static_cast<double>(slope) * mode.slope_imaginary;
      set(&real_[n], lane, get(real_[n], lane) + static_cast<float>(x * cosine - y * sine));
      set(&imaginary_[n], lane,
          get(imaginary_[n], lane) + static_cast<float>(x * sine + y * cosine));
    }
  }

  /// To be added to the next frame.
  CHRONUS_INLINE Float<kLanes> next() {
    const Float<kLanes> sum = real_[0] + real_[1] + real_[2];
    Float<kLanes> size = zero();
    for (std::size_t n = 0; n < kModes.size(); ++n) {
      const Float<kLanes> cosine =
          all_lanes<Float<kLanes>>(static_cast<float>(kModes[n].frame_real));
      const Float<kLanes> sine =
          all_lanes<Float<kLanes>>(static_cast<float>(kModes[n].frame_imaginary));
      const Float<kLanes> x = real_[n];
      real_[n] = x * cosine - imaginary_[n] * sine;
      imaginary_[n] = x * sine + imaginary_[n] * cosine;
      size = size + magnitude(real_[n]) + magnitude(imaginary_[n]);
    }
    const Mask<kLanes> rings = size > all_lanes<Float<kLanes>>(kOver);
    for (std::size_t n = 0; n < kModes.size(); ++n) {
      real_[n] = select(rings, real_[n], zero());
      imaginary_[n] = select(rings, imaginary_[n], zero());
    }
    return sum;
  }

 private:
  struct Mode {
    double octaves, turns;  ///< of a frame
    double step_real, step_imaginary;
    double slope_real, slope_imaginary;
    double frame_real, frame_imaginary;  ///< what a frame multiplies by
  };
  /// Residues of the low-pass over its poles, and over their squares, twice and negative.
  static constexpr std::array<Mode, 3> kModes{{
      {-0.262853019842309, 0.332055655774845, 0.105181761765991, 0.169322854948622,
       0.0761734083437033, -0.0570658118535675, -0.410911335145105, 0.725100656561168},
      {-0.718127805132099, 0.243081610967788, -0.689508977592859, -0.279271711352513,
       -0.0322896613704296, 0.46197169018868, 0.0264161824426966, 0.607311548145537},
      {-0.980980824974408, 0.0889740448070565, 1.58432721582687, -1.21630579752684,
       -2.26777787953093, -0.075700586177496, 0.429507293500543, 0.268705590330563},
  }};
  static constexpr double kDelay = 2.2238941325576516;  ///< of low frequencies, in frames
  static constexpr float kOver = 1e-7F;

  CHRONUS_INLINE static Float<kLanes> zero() { return all_lanes<Float<kLanes>>(0.0F); }

  std::array<Float<kLanes>, 3> real_{}, imaginary_{};
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
