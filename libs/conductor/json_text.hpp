// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <nlohmann/json.hpp>
#include <string>

namespace chronus {

/// One line of JSON. Bytes that are no UTF-8 (a client may send any) become U+FFFD instead of an
/// exception.
inline std::string to_text(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// A float as the shortest decimal that names it: 0.45, not 0.44999998807907104.
inline nlohmann::json to_json_number(float value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  double shortest = 0.0;
  std::from_chars(text, end, shortest);
  return shortest;
}

}  // namespace chronus
