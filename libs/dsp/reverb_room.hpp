// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "dsp/held.hpp"
#include "dsp/math.hpp"
#include "dsp/ring.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// The rings of a reverb and where they lie in its samples at a rate. The network's lengths share
/// no factor in milliseconds, so that its echoes do not meet.
class ReverbRoom {
 public:
  static constexpr int kLines = 16;
  static constexpr int kDiffusers = 4;
  /// Frames that are computed at a time; no delay of the network is shorter.
  static constexpr int kMost = 16;
  /// A small room's lengths to those of the largest.
  static constexpr float kSmallest = 0.25F;

  /// `now`: the frame that its rings stand at.
  ReverbRoom(float* samples, float rate, float longest_predelay_s, std::int64_t now)
      : rate_(rate), now_(now), room_(samples) {
    for (Ring& ring : predelays) ring = next(longest_predelay_s * 1000.0F, kMost + 1);
    for (int side = 0; side < 2; ++side) {
      for (int n = 0; n < kDiffusers; ++n) diffusers[side][n] = next(kDiffusers_ms[side][n], 0);
    }
    for (int n = 0; n < kLines; ++n) lines[n] = next(kLines_ms[n], 0);
  }

  void advance(int frames) {
    for (Ring& ring : predelays) ring.advance(frames);
    for (auto& side : diffusers) {
      for (Ring& ring : side) ring.advance(frames);
    }
    for (Ring& ring : lines) ring.advance(frames);
  }

  /// Samples that it takes.
  std::ptrdiff_t used(const float* samples) const { return room_ - samples; }

  /// Frames of a line in a room of that size, 0 to 1.
  int frames_of_line(int line, float size) const {
    const float scale = kSmallest + (1.0F - kSmallest) * held(size, 0.0F, 1.0F);
    const auto frames = static_cast<int>(scale * static_cast<float>(lines[line].length()));
    return std::clamp(frames, kMost, lines[line].length());
  }
  int frames_of_predelay(float seconds) const {
    const int longest = predelays[0].length() - kMost - 1;
    return static_cast<int>(held(seconds * rate_ + 0.5F, 0.0F, static_cast<float>(longest)));
  }

  std::array<Ring, 2> predelays;
  std::array<std::array<Ring, kDiffusers>, 2> diffusers;
  std::array<Ring, kLines> lines;

 private:
  // The first four of each side are Dattorro's ("Effect design, part 1", JAES 45(9), 1997).
  static constexpr float kDiffusers_ms[2][kDiffusers] = {{4.77F, 3.60F, 12.73F, 9.31F},
                                                         {5.13F, 3.31F, 11.87F, 10.07F}};
  static constexpr float kLines_ms[kLines] = {22.31F, 24.97F, 27.13F, 29.83F, 32.41F, 35.23F,
                                              37.69F, 40.37F, 43.21F, 46.07F, 48.89F, 51.73F,
                                              54.37F, 57.61F, 60.13F, 63.59F};

  Ring next(float milliseconds, int more) {
    const int length = static_cast<int>(milliseconds * 0.001F * rate_ + 0.5F) + more;
    const Ring ring(room_, length, now_);
    room_ += length;
    return ring;
  }

  float rate_;
  std::int64_t now_;
  float* room_;
};

/// What a sample keeps on its way through a line: a lowpass of one pole with a gain. Its tail falls
/// by 60 dB in `decay_s`, and at `damp_hz` in half of that (Jot, Chaigne: "Digital delay networks
/// for designing artificial reverberators", AES 90, 1991, with the damping asked for at a frequency
/// instead of at half the rate).
struct ReverbLoss {
  /// From here on nothing is damped.
  static constexpr float kNone_hz = 20'000.0F;
  static constexpr double kNone = 2.0;

  float gain;  ///< at 0 Hz
  float pole;

  ReverbLoss(int frames, float decay_s, double cos_damp, float rate) {
    constexpr double kLog2Of1000 = 9.965784284662087;
    const double kept = exp2(-kLog2Of1000 * frames / (static_cast<double>(decay_s) * rate));
    // |H(damp)| = kept: (1 - p)^2 = kept^2 (1 + p^2 - 2 p cos).
    const double a = 1.0 - kept * kept;
    const double b = 1.0 - kept * kept * cos_damp;
    gain = static_cast<float>(kept);
    pole = cos_damp == kNone
               ? 0.0F
               : static_cast<float>(a / (b + std::sqrt(std::max(0.0, b * b - a * a))));
  }

  static double cos_of(float damp_hz, float rate) {
    if (damp_hz >= kNone_hz) return kNone;
    return cos_turns(std::min(static_cast<double>(damp_hz) / rate, 0.49));
  }
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
