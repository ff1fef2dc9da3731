// SPDX-License-Identifier: MIT
#include "conductor/cost.hpp"

#include <algorithm>
#include <array>

#include "osc/pattern.hpp"

namespace chronus::conductor {
namespace {

constexpr std::string_view kSequencer = "/seq/";

/// What is read in the time of a message: arguments, bytes of text, names that are matched.
constexpr std::size_t kArgumentsPerMessage = 64;
constexpr std::size_t kBytesPerMessage = 64;
constexpr std::size_t kNamesPerMessage = 8;
/// To read a pattern.
constexpr std::size_t kPattern = 8;
/// What is gone through in the time of a message: sequencers, modules and connections.
constexpr std::size_t kThingsPerMessage = 8;

std::size_t bytes_of_text(const osc::Message& message) {
  std::size_t bytes = 0;
  for (const auto& arg : message.args) {
    if (const auto* text = osc::as_string(arg)) bytes += text->size();
  }
  return bytes;
}

template <std::size_t kCount>
bool is_one_of(const std::array<std::string_view, kCount>& addresses, std::string_view address) {
  return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

/// Rows with a list of one value a step.
constexpr std::array<std::string_view, 4> kLists{"/seq/prob", "/seq/ratchet", "/seq/nudge",
                                                 "/seq/cond"};

/// Goes through all sequencers.
bool means_all(std::string_view address) {
  static constexpr std::array<std::string_view, 11> kAll{
      "/transport/stop", "/panic",           "/seq/list",  "/seq/start_all",
      "/seq/stop_all",   "/seq/reset_all",   "/seq/start", "/transport/bpm",
      "/status",         "/transport/start", "/seq/delete"};
  return is_one_of(kAll, address);
}

std::size_t size_of(const Patch& patch) {
  return patch.modules().size() + patch.connections().size();
}

std::size_t size_of(const PatchEditor& editor) {
  return size_of(editor.playing().patch) +
         (editor.draft() != nullptr ? size_of(*editor.draft()) : 0);
}

/// Whether a pattern's first part means that one, with something behind it: the id of a sequencer
/// may stand in `/s?q/bpm/kick`.
bool may_mean(const Address& pattern, std::string_view root) {
  return pattern.has_name() && osc::PartPattern(pattern.root()).matches(root);
}

/// Of each sequencer, in messages: what is looked up by names, in a rehearsal and again, takes
/// more. A pattern may mean those.
std::size_t cost_of_each(std::string_view address) {
  static constexpr std::array<std::string_view, 3> kByNames{"/seq/assign", "/seq/unassign",
                                                            "/seq/param_lane"};
  return osc::is_pattern(address) || is_one_of(kByNames, address) ? 3 : 1;
}

/// What the steps of all sequencers take beside, where each may get a value.
std::size_t cost_of_steps(std::string_view address, const sequencer::Bank& bank) {
  constexpr std::size_t kStepsPerMessage = 96;
  if (!osc::is_pattern(address) && !is_one_of(kLists, address)) return 0;
  std::size_t steps = 0;
  for (const auto& one : bank.all()) steps += static_cast<std::size_t>(one->steps());
  return steps / kStepsPerMessage;
}

}  // namespace

/// For an address that means several rows; `rows` becomes how often it is performed.
std::size_t Prices::of_matching(const osc::Message& message, std::string_view pattern,
                                std::size_t* rows) const {
  std::size_t cost = 0;
  *rows = router_.matching_count(scene_.patches, pattern);
  if (*rows > 1) *rows *= 2;  // they are rehearsed first, those that edit the draft on a copy
  if (*rows > 1 && may_mean(message.address, "patch")) {
    cost += size_of(scene_.patches) / kThingsPerMessage;
  }
  cost += kPattern + *rows * (1 + bytes_of_text(message) / (4 * kBytesPerMessage)) +
          pattern.size() / kNamesPerMessage +
          scene_.patches.playing().patch.modules().size() / kNamesPerMessage;
  if (const Patch* draft = scene_.patches.draft(); draft != nullptr) {
    cost += draft->modules().size() / kNamesPerMessage;
  }
  return cost;
}

/// What a pattern means beyond the message itself: for an address, for the id that stands behind it
/// (`/seq/stop/*`), or for the one among the arguments.
std::size_t Prices::of_pattern(const osc::Message& message) const {
  const Address& address = message.address;
  const bool of_sequencers = address.starts_with(kSequencer);
  const auto row = of_sequencers ? address.without_rest() : std::string_view(address);
  const bool is_pattern = of_sequencers ? address.is_pattern_before_rest() : address.is_pattern();
  if (row.size() > osc::kMaxPatternLength) return is_pattern ? kPattern : 0;  // is refused
  std::size_t rows = 1;
  const std::size_t cost = is_pattern ? of_matching(message, row, &rows) : 0;
  if (!is_pattern && !of_sequencers) return cost;
  const bool has_id_behind = address.has_rest() && (of_sequencers || may_mean(address, "seq"));
  const auto* id = message.args.empty() ? nullptr : osc::as_string(message.args[0]);
  const bool means_ids =
      has_id_behind ? osc::is_pattern(address.rest()) : id != nullptr && osc::is_pattern(*id);
  if (!means_ids) return cost;
  const std::size_t each = cost_of_each(row) + bytes_of_text(message) / kBytesPerMessage;
  return cost + rows * (scene_.bank.size() * each + cost_of_steps(row, scene_.bank));
}

std::size_t Prices::of_things(const osc::Message& message) const {
  std::size_t cost = means_all(message.address) ? scene_.bank.size() / kThingsPerMessage : 0;
  if (message.address.starts_with("/patch/")) {
    const Patch* draft = scene_.patches.draft();
    cost += size_of(draft != nullptr ? *draft : scene_.patches.playing().patch) / kThingsPerMessage;
  }
  return cost;
}

Cost Prices::of(const osc::Message& message) const {
  const std::size_t reading =
      1 + message.args.size() / kArgumentsPerMessage + bytes_of_text(message) / kBytesPerMessage;
  return {reading, of_pattern(message), of_things(message)};
}

std::size_t Prices::of(const osc::Bundle& bundle) const {
  std::size_t sum = 0;
  for (const auto& message : bundle.messages) sum += of(message).all();
  return sum;
}

}  // namespace chronus::conductor
