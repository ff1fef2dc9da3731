// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/place.hpp"

namespace chronus::conductor {

/// A value that a note brings for its own voice, of a parameter of a module of its instrument: any
/// parameter of any module with voices.
struct NoteValue {
  Place place{};
  std::uint16_t param = 0;
  double value = 0.0;  ///< in the parameter's unit; held within its range
};

}  // namespace chronus::conductor
