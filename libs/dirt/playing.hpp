// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "dirt/event.hpp"

namespace chronus::dirt {

/// A sample, as engines have it.
struct SampleFacts {
  std::uint64_t frames = 0;
  int rate = 0;  ///< at which it is played: the engine's
};

/// Where a value belongs.
enum class Part {
  kSource,  ///< what sounds: the sampler
  kStrip,   ///< the effects of a note
  kDelay,   ///< the orbit's, whose values hold for all that plays there
  kRoom,
};

/// A parameter of a module, by its name, and a value in its unit; a choice by its number, but for
/// `word`.
struct Value {
  Part part = Part::kStrip;
  std::string_view param;
  double value = 0.0;
  std::string_view word = {};  ///< a choice by its name
};

/// A note, and what it sounds like.
struct Played {
  double hz = 0.0;           ///< 0: the pitch that the file has
  std::uint32_t length = 0;  ///< frames until it ends by itself, 1 and up
  /// Of the note: those that differ from what an orbit has by itself (orbit.hpp), in no order.
  std::vector<Value> values;
  /// Of the orbit: those that the event says.
  std::vector<Value> orbit;
};

/// Of an event whose sound is a bank. Lengths are cut to an hour.
Played play_sample(const PlayEvent& event, const SampleFacts& sample);
/// Of one whose sound is a synth.
Played play_synth(const PlayEvent& event, int rate);

/// An orbit's level by itself: what an event has that says nothing of it.
inline constexpr double kUsualLevel = 0.4;

}  // namespace chronus::dirt
