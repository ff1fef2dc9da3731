// SPDX-License-Identifier: MIT
#pragma once

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

/// One value per step for a parameter; in the note lane MIDI numbers, where 0 holds.
struct Lane {
  std::string name;
  std::vector<double> values;

  bool is_note() const { return name == kNoteLane; }
  std::string text() const;  ///< reads back as these values
};

/// Values apart by commas or white space: finite numbers, `.` or `_` to hold, and in the note lane
/// note names; as many as there are, cut at kMaxSteps. The error names the lane, the value and
/// which one it is.
Result<Lane> parse_lane(std::string_view name, std::string_view text);

}  // namespace chronus::sequencer
