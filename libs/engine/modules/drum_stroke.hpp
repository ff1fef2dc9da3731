// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

#include "dsp/declick.hpp"
#include "dsp/math.hpp"
#include "engine/values.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// What all drums do: a stroke begins over what the one before still has, sounds until it has died
/// away, and then the drum is silent until the next one. Gate off means nothing to a drum.
class DrumStroke {
 public:
  /// Frames that a drum computes at a time, whole eights.
  static constexpr int kMost = 64;
  using Block = std::array<float, kMost>;

  void init(float rate) { rate_ = rate; }
  void begin(float velocity) {
    velocity_ = dsp::held_velocity(velocity);
    declick_.restart(rate_);
  }

  float rate() const { return rate_; }
  float velocity() const { return velocity_; }
  /// Of a drum whose own parts are.
  bool is_over() const { return !declick_.active(); }

  /// `decay(from, frames)` moves what says how long the drum's own parts sound over so many frames,
  /// and says how many of them they do; `render(from, frames, samples)` gives the next samples,
  /// which velocity and `level` scale. What both compute for frames behind the last one is not
  /// heard.
  template <class Decay, class Render>
  Rest play(const Context& context, const Param& level, Decay decay, Render render) {
    float* out = context.outputs[0];
    for (int from = 0; from < context.frames; from += kMost) {
      const int most = std::min(kMost, context.frames - from);
      const int own = decay(from, most);
      const int frames = std::max(own, std::min(declick_.frames_left(), most));
      Block samples{};
      if (frames > 0) render(from, frames, samples.data());
      for (int i = 0; i < frames; ++i) {
        out[from + i] = declick_.next(level[from + i] * velocity_ * samples[i]);
      }
      if (frames == most) continue;
      std::fill(out + from + frames, out + context.frames, 0.0F);
      return Rest::kDeaf;
    }
    return Rest::kNone;
  }

  /// A parameter's values in so many frames, and its last one's up to a whole eight.
  static Block values(const Param& param, int from, int frames) {
    Block block{};
    copy_values(param, from, frames, block.data());
    std::fill(block.begin() + frames, block.begin() + (frames + 7) / 8 * 8, block[frames - 1]);
    return block;
  }

 private:
  float rate_ = 0.0F;
  float velocity_ = 0.0F;
  dsp::Declick declick_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
