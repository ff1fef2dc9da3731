// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/frame.hpp"

namespace chronus::supervisor {

/// What a worker says of a keyframe that it saved.
struct KeyframeClaim {
  std::span<const std::byte> bytes;  ///< out of its reach: what was checked must stay so
  Frame frame = 0;
  std::uint64_t seq = 0;      ///< every command up to this one is in it
  std::uint32_t request = 0;  ///< the one it answers
  std::uint64_t sum = 0;      ///< ipc::keyframe_claim_sum() of the rest
};

/// What the supervisor knows itself.
struct KeyframeBounds {
  Frame horizon = 0;
  std::uint64_t last_seq = 0;  ///< of all commands written
  Frame kept_frame = 0;        ///< of the last keyframe that was taken, of the same music
  std::uint64_t kept_seq = 0;
};

/// False for what cannot be true: nothing a worker says of itself is believed. A seq too high would
/// lose commands, one too low would play some twice; a spoilt keyframe would be missed when all are
/// lost and nothing else is left.
bool is_credible(const KeyframeClaim& claim, const KeyframeBounds& bounds,
                 const StreamFormat& format);

}  // namespace chronus::supervisor
