// SPDX-License-Identifier: MIT
#include "osc/event_kinds.hpp"

#include <algorithm>
#include <array>

namespace chronus::osc {
namespace {

constexpr std::string_view kAll = "all";
/// What is told; docs/osc.md says what of.
constexpr std::array<std::string_view, 26> kKinds = {
    "alarm",    "audio",     "bye",      "diverged", "dropped", "edit",       "failed",
    "failover", "journal",   "late",     "meter",    "missing", "quarantine", "record",
    "restored", "restoring", "role",     "sample",   "session", "state",      "step",
    "sync",     "thinned",   "underrun", "withheld", "worker"};

bool is_told(std::string_view name) {
  return std::find(kKinds.begin(), kKinds.end(), name) != kKinds.end();
}

std::string all_kinds() {
  std::string names(kAll);
  for (const auto& kind : kKinds) names.append(", ").append(kind);
  return names;
}

}  // namespace

Result<EventKinds> EventKinds::parse(std::string_view list) {
  EventKinds kinds;
  for (;;) {
    const std::size_t comma = list.find(',');
    const std::string_view name = list.substr(0, comma);
    if (name != kAll && !is_told(name)) {
      return Error{"'" + std::string(name.substr(0, 64)) +
                   "' is neither HOST:PORT nor a kind of event: " + all_kinds()};
    }
    if (!kinds.wants_by_name(name)) kinds.named_.emplace_back(name);
    if (comma == std::string_view::npos) return kinds;
    list.remove_prefix(comma + 1);
  }
}

std::string EventKinds::to_text() const {
  std::string list;
  for (const auto& name : named_) list += (list.empty() ? "" : ",") + name;
  return list;
}

bool EventKinds::wants(std::string_view kind) const {
  if (named_.empty()) return kind != "step" && kind != "meter";
  return wants_by_name(kind) || wants_by_name(kAll);
}

bool EventKinds::wants_by_name(std::string_view kind) const {
  return std::find(named_.begin(), named_.end(), kind) != named_.end();
}

}  // namespace chronus::osc
