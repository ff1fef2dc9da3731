// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>

#include "engine/note.hpp"

/// Who plays a note, in the upper half of its id.
namespace chronus::conductor {

/// All clients and scores together: one ends what another has begun.
inline constexpr std::uint32_t kClients = 1;
/// The bank's number of it, which is below 2^32 - 2.
constexpr std::uint32_t source_of_sequencer(std::uint32_t sequencer) { return sequencer + 2; }

/// What clients' notes of one pitch have in common, whoever plays or ends them: the lower half of
/// their id; `midi`: 0 to 127.
constexpr double kPartsOfASemitone = 1 << 24;
inline std::uint32_t key_of_midi(double midi) {
  return static_cast<std::uint32_t>(std::llround(midi * kPartsOfASemitone));
}
constexpr double midi_of_key(std::uint32_t key) { return key / kPartsOfASemitone; }

}  // namespace chronus::conductor
