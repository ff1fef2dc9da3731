// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

#include "base/frame.hpp"

namespace chronus::audio {

/// In dBFS; silence is -200.
float to_db(float level);

/// Of a twentieth of a second of music; levels as samples (1 is full scale), per channel.
struct Levels {
  static constexpr int kPerSecond = 20;

  Frame end = 0;  ///< behind its last frame
  std::array<float, kMaxChannels> peak{};
  std::array<float, kMaxChannels> rms{};
  /// Between the samples too, as ITU-R BS.1770-4, annex 2, has it; at least `peak`.
  std::array<float, kMaxChannels> true_peak{};
  std::array<float, kMaxChannels> mean{};  ///< what is not sound: direct current
  std::int64_t clipped = 0;  ///< frames with a channel that the ceiling bent or, without one,
                             ///< beyond full scale; since start
  /// LUFS as EBU R 128 has them, all channels as if left or right; -200 for silence, or where
  /// nothing can be said yet.
  float momentary = -200.0F;   ///< of the last 400 ms
  float short_term = -200.0F;  ///< of the last three seconds
  float integrated = -200.0F;  ///< since start, gated
};

}  // namespace chronus::audio
