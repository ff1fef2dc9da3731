// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sequencer/lane.hpp"
#include "sequencer/pattern.hpp"
#include "sequencer/trig.hpp"

namespace chronus::sequencer {

inline constexpr std::size_t kMaxChain = 64;

/// What a cycle plays. The pattern's size is the step count; every lane is as long, and so are the
/// trigs unless they are empty, which means plain ones.
struct Content {
  Pattern pattern;
  std::vector<Lane> lanes;
  std::vector<Trig> trigs;
  /// Patterns in turn, of any length; while there are some, each cycle's comes from here.
  std::vector<Pattern> chain;
  int most_hits = 1;  ///< that a step has: the highest ratchet of the trigs

  bool operator==(const Content&) const = default;
  const Lane* find(std::string_view name) const;
  Trig trig(std::size_t step) const { return trigs.empty() ? Trig{} : trigs[step]; }
  /// Keeps what fits; new steps are plain rests, and holds in the lanes.
  void resize(int steps);
  /// Replaces the lane of this name, or adds it; cut or padded with 0 to the step count.
  void set(Lane lane);
  /// Without the lane of this name.
  void remove(std::string_view lane);
  /// One value is for every step; more are cut or padded with plain ones to the step count.
  void set(TrigField field, const std::vector<Trig>& values);
  /// The pattern becomes this one of the chain, cut or padded with rests. No allocation.
  void take_from_chain(std::size_t index);
  /// Memory on the heap.
  std::size_t memory_bytes() const;
};

/// Of the first so many trigs; plain ones have 1.
int highest_ratchet(const std::vector<Trig>& trigs, int steps);

/// Bytes of a string's text when it is on the heap.
std::size_t heap_bytes(const std::string& text);

}  // namespace chronus::sequencer
