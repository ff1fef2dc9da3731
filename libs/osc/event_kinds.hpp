// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chronus::osc {

/// Which kinds of events a subscriber wants. Unless told: all but those that come many times a
/// second.
class EventKinds {
 public:
  EventKinds() = default;
  /// Names between commas, `step,failover`; `all` is every kind. The error lists those there are.
  static Result<EventKinds> parse(std::string_view list);

  /// As parse() reads it; empty: not told.
  std::string to_text() const;

  bool wants(std::string_view kind) const;
  friend bool operator==(const EventKinds&, const EventKinds&) = default;

 private:
  bool wants_by_name(std::string_view kind) const;

  std::vector<std::string> named_;  // each once; empty: not told
};

}  // namespace chronus::osc
