// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/result.hpp"
#include "conductor/arguments.hpp"

namespace chronus::conductor {

/// What takes a sample away from a module.
inline constexpr const char* kNoSample = "none";

/// The sample that a message's argument, the first unless told, names; empty for none (`none`, or
/// 0).
inline Result<std::string> sample_name(const Arguments& args, std::size_t index = 0) {
  constexpr std::size_t kMostBytes = 128;
  const auto number = args.number(index, "sample");
  if (number && *number == 0.0) return std::string();
  const auto name = args.text(index, "sample");
  const std::string place = "sample (argument " + std::to_string(index + 1) + ") ";
  if (!name || name->empty()) return Error{place + "must be a name, as bd or bd:3, or none"};
  if (name->size() > kMostBytes) return Error{place + "is too long a name"};
  return *name == kNoSample ? std::string() : *name;
}

}  // namespace chronus::conductor
