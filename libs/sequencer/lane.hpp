// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chronus::sequencer {

inline constexpr std::size_t kMaxLanes = 16;
inline constexpr std::string_view kNoteLane = "note";
/// A step on which a lane sends nothing; tested with std::isnan.
inline constexpr double kHold = std::numeric_limits<double>::quiet_NaN();

/// Notes that a step may have at once.
inline constexpr std::size_t kMaxChord = 8;

/// What a step has beside its value.
struct Chord {
  std::uint8_t count = 0;
  std::array<double, kMaxChord - 1> values{};
  bool operator==(const Chord&) const = default;
};

/// One value per step for a parameter; in the note lane MIDI numbers, where 0 holds.
struct Lane {
  std::string name;
  std::vector<double> values;
  std::vector<Chord> chords = {};  ///< as many as values, or none where no step has one

  /// Holds are alike.
  bool operator==(const Lane& other) const;
  bool is_note() const { return name == kNoteLane; }
  bool has_chords() const { return !chords.empty(); }
  /// As std::vector's. No chord is added.
  void resize(std::size_t steps, double value);
  /// The step whose notes an instrument plays at `step`: itself or, where it holds, the last one
  /// before it that does not, round the lane's end; -1 where all hold.
  int noted_step(int step) const;
  /// How many notes an instrument plays there: 1 without a pitch where all of the lane holds.
  int notes_at(int step) const;
  /// The frequency of one of them; 0 where all of the lane holds.
  double note_hz_at(int step, int nth) const;
  std::string text() const;  ///< reads back as these values
};

/// Values apart by commas or white space: finite numbers, `.` or `_` to hold, and in the note lane
/// note names; up to kMaxChord of them joined by `+` are a chord. As many as there are, cut at
/// kMaxSteps. The error names the lane, the value and
/// which one it is.
Result<Lane> parse_lane(std::string_view name, std::string_view text);

}  // namespace chronus::sequencer
