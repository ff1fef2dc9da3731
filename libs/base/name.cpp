// SPDX-License-Identifier: MIT
#include "base/name.hpp"

#include <algorithm>
#include <string>

namespace chronus {

bool is_valid_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameLength) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Status check_name(std::string_view what, std::string_view name) {
  if (is_valid_name(name)) return {};
  return Error{"bad " + std::string(what) + " name '" + std::string(name.substr(0, 64)) +
               "': use 1 to 32 of a-z, 0-9 and _"};
}

}  // namespace chronus
