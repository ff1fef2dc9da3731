// SPDX-License-Identifier: MIT
// What a sequencer drives.
#include <algorithm>

#include "sequencer/sequencer.hpp"

namespace chronus::sequencer {

Status Sequencer::assign(std::string_view module, std::string_view lane, std::string_view param,
                         bool only_check) {
  const bool known =
      std::any_of(assignments_.begin(), assignments_.end(), [&](const Assignment& a) {
        return a.module == module && a.lane == lane && a.param == param;
      });
  if (known) return {};
  if (assignments_.size() >= kMaxAssignments) {
    return Error{"sequencer '" + id_ + "' has " + std::to_string(kMaxAssignments) +
                 " assignments already, the most there may be"};
  }
  if (only_check) return {};
  assignments_.push_back({std::string(module), std::string(lane), std::string(param), {}, {}});
  assignments_.back().target.found = false;
  return {};
}

Status Sequencer::unassign(std::string_view module, std::string_view lane, std::string_view param,
                           bool only_check, Frame now, EventList& out) {
  const auto is_meant = [&](const Assignment& a) {
    return a.module == module && a.lane == lane && (param.empty() || a.param == param);
  };
  if (std::none_of(assignments_.begin(), assignments_.end(), is_meant)) {
    const std::string of_module = "'" + std::string(module) + "'";
    const std::string what =
        lane.empty()
            ? "the gate of " + of_module
            : (param.empty() ? of_module : "'" + std::string(param) + "' of " + of_module) +
                  " with lane '" + std::string(lane) + "'";
    return Error{"sequencer '" + id_ + "' does not drive " + what};
  }
  if (only_check) return {};
  for (Assignment& a : assignments_) {
    if (is_meant(a)) close_gate(a, now, out);
  }
  std::erase_if(assignments_, is_meant);
  return {};
}

void Sequencer::unassign_all(Frame now, EventList& out) {
  silence(now, out);
  assignments_.clear();
}

void Sequencer::resolve(const TargetResolver& resolver) {
  for (Assignment& a : assignments_) {
    a.target = a.is_gate() ? resolver.gate(a.module) : resolver.param(a.module, a.param);
    // The module went, and its gate with it.
    if (!a.target.found) a.open = Assignment::Open::kNothing;
  }
}

}  // namespace chronus::sequencer
