// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "engine/note.hpp"

/// Who plays a note, in the upper half of its id.
namespace chronus::conductor {

/// All clients and scores together: one ends what another has begun.
inline constexpr std::uint32_t kClients = 1;
/// The bank's number of it, which is below 2^32 - 2.
constexpr std::uint32_t source_of_sequencer(std::uint32_t sequencer) { return sequencer + 2; }

}  // namespace chronus::conductor
