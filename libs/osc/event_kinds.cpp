// SPDX-License-Identifier: MIT
#include "osc/event_kinds.hpp"

#include <algorithm>

#include "base/name.hpp"

namespace chronus::osc {
namespace {

constexpr std::size_t kMostKinds = 32;
constexpr std::string_view kAll = "all";

}  // namespace

Result<EventKinds> EventKinds::parse(std::string_view list) {
  EventKinds kinds;
  for (;;) {
    const std::size_t comma = list.find(',');
    const std::string_view name = list.substr(0, comma);
    if (!is_valid_name(name)) {
      return Error{"'" + std::string(name.substr(0, 64)) +
                   "' is neither HOST:PORT nor a kind of event"};
    }
    if (kinds.named_.size() == kMostKinds) return Error{"more than 32 kinds of events"};
    kinds.named_.emplace_back(name);
    if (comma == std::string_view::npos) return kinds;
    list.remove_prefix(comma + 1);
  }
}

bool EventKinds::wants(std::string_view kind) const {
  if (named_.empty()) return kind != "step" && kind != "meter";
  return std::any_of(named_.begin(), named_.end(),
                     [&](const auto& name) { return name == kind || name == kAll; });
}

}  // namespace chronus::osc
