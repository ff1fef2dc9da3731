// SPDX-License-Identifier: MIT
// "Refused, and nothing has changed", where one message means several: all of them are rehearsed,
// which is to go through their checks, before any is done.
#include <optional>

#include "conductor/conductor.hpp"
#include "conductor/meanings.hpp"
#include "osc/pattern.hpp"

namespace chronus::conductor {

std::string usage_problem(const Route& route, const Sender& sender, const osc::Message& message) {
  const std::size_t count = message.args.size();
  if (button_of(route, sender, message) != Button::kNone) return {};
  if (count >= route.min_args && count <= route.max_args) return {};
  return "usage: " + std::string(route.usage);
}

bool means_ids(const Route& route, const osc::Message& message) {
  const auto* id = route.id_first ? osc::as_string(message.args[0]) : nullptr;
  return id != nullptr && osc::is_pattern(*id);
}

/// Why none of several messages is done; empty where all can be.
std::string Conductor::refusal_of(const Sender& sender, Meanings& meanings) {
  std::string problem;
  bool edits_draft = false;
  std::string changes_hits;
  meanings.for_each([&](const osc::Message& one) {
    const Route* route = find_route(one.address);
    edits_draft = edits_draft || one.address.starts_with("/patch/");
    if (route == nullptr) return true;  // a stream
    problem = usage_problem(*route, sender, one);
    if (problem.empty() && route->company == Company::kNever) {
      problem = one.address + " does not go with others in one message";
    }
    if (problem.empty() && route->company == Company::kHits) {
      if (!changes_hits.empty()) {
        problem = one.address + " does not go with " + changes_hits + " in one message";
      }
      changes_hits = one.address;
    }
    return problem.empty();
  });
  if (!problem.empty()) return problem;
  auto desk = edits_draft ? std::optional<PatchDesk>(scene_.patches) : std::nullopt;
  Rehearsal rehearsal(scene_, desk ? *desk : scene_.patches);
  meanings.for_each([&](osc::Message& one) {
    Outcome outcome = rehearse_one(sender, one, rehearsal);
    meanings.restore();
    if (!outcome.ok()) problem = std::move(outcome.reason);
    return problem.empty();
  });
  return problem;
}

Outcome Conductor::rehearse_one(const Sender& sender, osc::Message& message, Rehearsal& rehearsal) {
  if (is_stream(message.address)) return rehearse_row(perform_stream, sender, message, rehearsal);
  const Route& route = *find_route(message.address);
  const Button button = button_of(route, sender, message);
  if (button == Button::kReleased) return Outcome::done();
  if (button == Button::kPressed) message.args.pop_back();
  if (!have_room_for(sender, message)) return Outcome::failed(kNoRoom);
  return means_ids(route, message) ? rehearse_for_each(route, sender, message, rehearsal)
                                   : rehearse_row(route.perform, sender, message, rehearsal);
}

Outcome Conductor::rehearse_row(Handler row, const Sender& sender, const osc::Message& message,
                                Rehearsal& rehearsal) {
  return row({*this, scene_, rehearsal.patches, stage_, sender, message, Arguments(message),
              cursor_, &rehearsal});
}

Outcome Conductor::rehearse_for_each(const Route& route, const Sender& sender,
                                     const osc::Message& message, Rehearsal& rehearsal) {
  const std::string& id = *osc::as_string(message.args[0]);
  const auto meant = meant_ids(id);
  if (meant.empty()) return Outcome::failed("no sequencer matches '" + id + "'");
  osc::Message single = message;
  for (const auto& one : meant) {
    single.args[0] = one;
    Outcome outcome = rehearse_row(route.perform, sender, single, rehearsal);
    if (!outcome.ok()) return outcome;
    if (!route.refuses_by_id) break;
  }
  return Outcome::done();
}

std::vector<std::string> Conductor::meant_ids(const std::string& id) const {
  std::vector<std::string> meant;
  if (!osc::check_pattern("/" + id) || id.find('/') != std::string::npos) return meant;
  const osc::PartPattern pattern(id);
  for (const auto& existing : scene_.bank.all()) {
    if (pattern.matches(existing->id())) meant.push_back(existing->id());
  }
  return meant;
}

}  // namespace chronus::conductor
