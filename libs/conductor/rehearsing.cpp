// SPDX-License-Identifier: MIT
// "Refused, and nothing has changed", where one message means several: all of them are rehearsed,
// which is to go through their checks, before any is done.
#include <optional>

#include "conductor/answer.hpp"
#include "conductor/conductor.hpp"
#include "conductor/meanings.hpp"
#include "osc/pattern.hpp"

namespace chronus::conductor {

std::string usage_problem(const Row& row, const Sender& sender, const osc::Message& message) {
  const std::size_t count = message.args.size();
  if (row.asks(message) || button_of(row, sender, message) != Button::kNone) return {};
  if (count >= vocabulary::fewest(*row.message) && count <= vocabulary::most(*row.message)) {
    return {};
  }
  return "usage: " + vocabulary::usage(*row.message);
}

bool means_ids(const Row& row, const osc::Message& message) {
  const auto* id = row.is_of_sequencers() ? osc::as_string(message.args[0]) : nullptr;
  return id != nullptr && osc::is_pattern(*id);
}

std::string no_sequencer_matches(const std::string& id) {
  const auto checked = osc::check_pattern("/" + id);
  return checked ? "no sequencer matches '" + id + "'" : "bad id pattern: " + checked.reason();
}

/// Why none of several messages is done; empty where all can be.
std::string Conductor::refusal_of(const Sender& sender, Meanings& meanings) {
  std::string problem;
  bool edits_draft = false;
  std::string changes_hits;
  meanings.for_each([&](const osc::Message& one) {
    const Row& row = *router_.find(one.address);
    edits_draft = edits_draft || one.address.starts_with("/patch/");
    if (row.is_stream) return true;
    problem = usage_problem(row, sender, one);
    const Company company = row.asks(one) ? Company::kAny : row.route.company;
    if (problem.empty() && company == Company::kNever) {
      problem = one.address.text() + " does not go with others in one message";
    }
    if (problem.empty() && company == Company::kHits) {
      if (!changes_hits.empty()) {
        problem = one.address.text() + " does not go with " + changes_hits + " in one message";
      }
      changes_hits = one.address.text();
    }
    return problem.empty();
  });
  if (!problem.empty()) return problem;
  auto editor = edits_draft ? std::optional<PatchEditor>(scene_.patches) : std::nullopt;
  Rehearsal rehearsal(scene_, editor ? *editor : scene_.patches);
  answers_.begin_rehearsal();
  meanings.for_each([&](const osc::Message& one) {
    Outcome outcome = rehearse_one(sender, one, rehearsal);
    if (!outcome.ok()) problem = std::move(outcome.reason);
    return problem.empty();
  });
  return problem;
}

Outcome Conductor::rehearse_one(const Sender& sender, const osc::Message& message,
                                Rehearsal& rehearsal) {
  const Row& row = *router_.find(message.address);
  if (row.is_stream) return rehearse_row(row, sender, message, rehearsal);
  const Button button = button_of(row, sender, message);
  if (button == Button::kReleased) return Outcome::done();
  if (button == Button::kNone) return rehearse_meant(row, sender, message, rehearsal);
  return rehearse_meant(row, sender, without_last(message), rehearsal);
}

Outcome Conductor::rehearse_meant(const Row& row, const Sender& sender, const osc::Message& message,
                                  Rehearsal& rehearsal) {
  if (!have_room_for(sender, message)) return Outcome::failed(kNoRoom);
  return means_ids(row, message) ? rehearse_for_each(row, sender, message, rehearsal)
                                 : rehearse_row(row, sender, message, rehearsal);
}

Outcome Conductor::rehearse_row(const Row& row, const Sender& sender, const osc::Message& message,
                                Rehearsal& rehearsal) {
  return row.perform({{sender, message, Arguments(message, row.message), cursor_, true},
                      *this,
                      scene_,
                      rehearsal.patches,
                      clients_});
}

Outcome Conductor::rehearse_for_each(const Row& row, const Sender& sender,
                                     const osc::Message& message, Rehearsal& rehearsal) {
  const std::string& id = *osc::as_string(message.args[0]);
  const auto meant = meant_ids(id);
  if (meant.empty()) return Outcome::failed(no_sequencer_matches(id));
  osc::Message single = message;
  for (const auto& one : meant) {
    single.args[0] = one;
    Outcome outcome = rehearse_row(row, sender, single, rehearsal);
    if (!outcome.ok()) return outcome;
    if (!row.route.refuses_by_id) break;
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
