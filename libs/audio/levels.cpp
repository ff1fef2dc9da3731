// SPDX-License-Identifier: MIT
#include "audio/levels.hpp"

#include <algorithm>
#include <cmath>

namespace chronus::audio {

float to_db(float level) {
  constexpr float kSilence_db = -200.0F;
  return level > 0.0F ? std::max(20.0F * std::log10(level), kSilence_db) : kSilence_db;
}

}  // namespace chronus::audio
