// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/result.hpp"
#include "conductor/arguments.hpp"

namespace chronus::conductor {

/// What takes a sample away from a module.
inline constexpr const char* kNoSample = "none";

/// The sample that a message's first argument names; empty for none (`none`, or 0).
inline Result<std::string> sample_name(const Arguments& args) {
  constexpr std::size_t kMostBytes = 128;
  if (const auto number = args.number(0, "sample"); number && *number == 0.0) return std::string();
  const auto name = args.text(0, "sample");
  if (!name || name->empty()) {
    return Error{"sample (argument 1) must be a name, as bd or bd:3, or none"};
  }
  if (name->size() > kMostBytes) return Error{"sample (argument 1) is too long a name"};
  return *name == kNoSample ? std::string() : *name;
}

}  // namespace chronus::conductor
