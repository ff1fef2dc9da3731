// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/frame.hpp"

namespace chronus::simulation {

/// A score to be played, and what it must sound like.
struct Music {
  std::string score;                    ///< with its poison, where it has one
  const std::vector<float>* reference;  ///< rendered offline, without the poison
  Frame quiet_from = 0;                 ///< no commit of its own from here on
  Frame poison_at = -1;                 ///< -1: none
};

inline constexpr int kSongs = 4;
enum class Poison { kNone, kKills, kHangs };

/// Song 0 to kSongs - 1. References are rendered once.
Music music(int song, Poison poison);
/// How long the references are, in frames.
Frame song_frames();

}  // namespace chronus::simulation
