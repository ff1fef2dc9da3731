// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/frame.hpp"
#include "conductor/sender.hpp"
#include "dirt/event.hpp"
#include "dirt/orbit.hpp"

namespace chronus::conductor {

using DirtPlaces = std::vector<dirt::OrbitPart>;

/// What clients of SuperDirt's protocol have said, and what could not be heard of it. A value.
struct DirtBook {
  /// Names that are remembered as missing; who sends more of them is told every time.
  static constexpr std::size_t kMostMissing = 256;

  dirt::Busses busses;
  std::uint32_t next_note = 0;
  std::uint64_t played = 0;  ///< events
  std::uint64_t missed = 0;  ///< events whose sound is missing
  /// Banks, or samples of them, that are not there or cannot be read, and the frame from which on
  /// they are looked for again.
  std::map<std::string, Frame, std::less<>> missing;
  /// The same of orbits, synths and effects that there is no room for.
  std::map<std::string, Frame, std::less<>> given_up;
};

/// What events need beyond what is there.
struct DirtAhead {
  DirtPlaces wanted;              ///< by events that are to come
  Sender wanted_by = {};          ///< the last of them
  DirtPlaces needed;              ///< by the bundle that is performed
  std::set<std::string> reading;  ///< files
};

}  // namespace chronus::conductor
