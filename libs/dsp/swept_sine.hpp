// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "dsp/lane_math.hpp"
#include "dsp/waveform.hpp"

namespace chronus::dsp::inline CHRONUS_SIMD_BUILD {

/// A sine whose frequency is another in every frame: a drum's head. It begins at phase 0, and is
/// moved before it is read, so that its first frame sounds.
class SweptSine {
 public:
  void restart() { phase_ = 0; }

  /// Of `frames` frames, which move it by `increments` turns (from 0 on; held below 0.49). Both
  /// arrays have room for eights.
  void run(const float* increments, int frames, float* sines) {
    std::uint32_t phases[8];
    for (int from = 0; from < frames; from += 8) {
      const F8 most = all_lanes<F8>(static_cast<float>(kMaxIncrement));
      const F8 turns = lesser(load<F8>(increments + from), most);
      store(phases, bits_as<U8>(to_int(turns * all_lanes<F8>(0x1p32F))));
      for (int i = 0; i < 8; ++i) {
        if (from + i < frames) phase_ += phases[i];
        phases[i] = phase_;
      }
      store(sines + from, sin_of<8>(load<U8>(phases)));
    }
  }

 private:
  std::uint32_t phase_ = 0;  // 2^-32 turns
};

}  // namespace chronus::dsp::inline CHRONUS_SIMD_BUILD
