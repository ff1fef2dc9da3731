// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace chronus::engine {

/// Voices that are computed at a time: a group. A signal of one voice is an array of frames; one of
/// many lies as `[group][frame][lane in the group]`, and what is behind the last voice is computed
/// but never heard.
inline constexpr int kGroupLanes = 8;
inline constexpr int kMaxVoices = 64;
inline constexpr int kMaxGroups = kMaxVoices / kGroupLanes;

/// Groups of a module with that many voices; 0: a signal of one lane.
constexpr int groups_of(int voices) {
  return voices <= 1 ? 0 : (voices + kGroupLanes - 1) / kGroupLanes;
}
/// A bit for each group of a signal of so many voices, the first one's for a signal of one lane.
constexpr std::uint8_t all_groups(int voices) {
  return static_cast<std::uint8_t>(voices <= 1 ? 1U : (1U << groups_of(voices)) - 1U);
}
constexpr std::uint8_t group_bit(int group) { return static_cast<std::uint8_t>(1U << group); }
constexpr std::uint8_t without_group(std::uint8_t groups, int group) {
  return static_cast<std::uint8_t>(groups & ~group_bit(group));
}
constexpr int lanes_of(int voices) { return voices <= 1 ? 1 : groups_of(voices) * kGroupLanes; }

/// What lane `lane` of a module draws its noise from; lane 0's is that of a module of one voice.
constexpr unsigned lane_identity(unsigned identity, int lane) {
  constexpr unsigned kGolden = 0x9E37'79B9U;
  return identity + static_cast<unsigned>(lane) * kGolden;
}

}  // namespace chronus::engine
