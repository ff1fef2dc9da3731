// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace chronus {

/// Absolute sample index since the engine's start. One frame holds one sample per channel.
using Frame = std::int64_t;

inline constexpr int kMaxChannels = 8;
inline constexpr int kMinRate = 8'000;
inline constexpr int kMaxRate = 192'000;
inline constexpr int kMinBlockFrames = 16;
inline constexpr int kMaxBlockFrames = 1'024;

/// What every part of one running engine agrees on.
struct StreamFormat {
  int rate = 48'000;       ///< frames per second, kMinRate to kMaxRate
  int block_frames = 128;  ///< frames per block, kMinBlockFrames to kMaxBlockFrames
  int channels = 2;        ///< interleaved output channels, 1 to kMaxChannels
  friend bool operator==(const StreamFormat&, const StreamFormat&) = default;
};

}  // namespace chronus
