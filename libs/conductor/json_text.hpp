// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>

#include "base/json.hpp"

namespace chronus {

/// A float as the shortest decimal that names it: 0.45, not 0.44999998807907104.
inline Json to_json_number(float value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  double shortest = 0.0;
  std::from_chars(text, end, shortest);
  return shortest;
}

}  // namespace chronus
