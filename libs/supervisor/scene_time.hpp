// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "sequencer/bank.hpp"

namespace chronus::supervisor {

/// Memory of the sequencers whose scene the conductor's thread has time to tell of: its text takes
/// 3 to 8 ms a MiB to make.
inline constexpr std::size_t kMostTold_bytes = std::size_t{1} << 20U;
/// The same where nothing is late for it: its text fits the queues of those who write it.
inline constexpr std::size_t kMostToldAtRest_bytes = std::size_t{4} << 20U;

/// Whether there is time for a scene. One that ends a hole, for without it nothing is kept, may
/// take longer where all sequencers stand still.
inline bool has_time_for_scene(const sequencer::Bank& bank, bool has_hole) {
  const bool is_at_rest = has_hole && !bank.playing();
  return bank.memory_bytes() <= (is_at_rest ? kMostToldAtRest_bytes : kMostTold_bytes);
}

}  // namespace chronus::supervisor
