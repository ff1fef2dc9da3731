// SPDX-License-Identifier: MIT
#pragma once

#include "dsp/simd.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// Carries a voice's last sample over a restart: what the old note still had dies away within
/// kSeconds under the new one, which starts at once.
class Declick {
 public:
  static constexpr float kSeconds = 0.003F;

  /// At a restart, before the next frame.
  void restart(float rate) {
    from_ = last_;
    total_ = left_ = static_cast<int>(kSeconds * rate);
  }
  bool active() const { return left_ > 0; }
  int frames_left() const { return left_; }

  /// The voice's sample with what is left of the note before.
  float next(float voice) {
    float rest = 0.0F;
    if (left_ > 0) {
      // The first frame of a restart has the whole rest, the slope ends at 0.
      const float x = static_cast<float>(left_) / static_cast<float>(total_);
      rest = from_ * x * x;
      --left_;
    }
    last_ = voice + rest;
    return last_;
  }

 private:
  float last_ = 0.0F;
  float from_ = 0.0F;
  int left_ = 0;
  int total_ = 1;
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
