// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "dsp/declick.hpp"
#include "dsp/math.hpp"
#include "engine/module.hpp"

namespace chronus::engine::inline CHRONUS_SIMD_BUILD {

/// What all drums do: a stroke begins over what the one before still has, sounds until it has died
/// away, and then the drum is silent until the next one. Gate off means nothing to a drum.
class DrumStroke {
 public:
  void init(float rate) { rate_ = rate; }
  void begin(float velocity) {
    velocity_ = dsp::held_velocity(velocity);
    declick_.restart(rate_);
  }

  float rate() const { return rate_; }
  float velocity() const { return velocity_; }

  /// `sounds()`: whether the drum's own parts do; `next(frame)`: their next sample, which velocity
  /// and `level` scale.
  template <class Sounds, class Next>
  Rest play(const Context& context, const Param& level, Sounds sounds, Next next) {
    float* out = context.outputs[0];
    const auto goes_on = [&] { return sounds() || declick_.active(); };
    for (int i = 0; i < context.frames; ++i) {
      if (!goes_on()) {
        std::fill(out + i, out + context.frames, 0.0F);
        break;
      }
      out[i] = declick_.next(level[i] * velocity_ * static_cast<float>(next(i)));
    }
    return goes_on() ? Rest::kNone : Rest::kDeaf;
  }

 private:
  float rate_ = 0.0F;
  float velocity_ = 0.0F;
  dsp::Declick declick_;
};

}  // namespace chronus::engine::inline CHRONUS_SIMD_BUILD
