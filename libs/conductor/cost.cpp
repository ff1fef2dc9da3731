// SPDX-License-Identifier: MIT
// What messages cost, in plain messages of about a microsecond, before they are performed.
#include <algorithm>
#include <array>

#include "conductor/conductor.hpp"
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

/// Whether a pattern may mean something behind that: the id of a sequencer may stand in
/// `/s?q/bpm/kick`.
bool may_mean(std::string_view address, std::string_view root) {
  const auto first = address.substr(0, address.find('/', 1));
  return first.size() < address.size() && osc::matches(first, root);
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

/// Whether a sequencer may hold more behind it.
bool grows(std::string_view address) {
  static constexpr std::array<std::string_view, 4> kRows{"/seq/pattern", "/seq/chain",
                                                         "/seq/param_lane", "/seq/euclid"};
  return is_one_of(kRows, address) || is_one_of(kLists, address);
}

}  // namespace

/// Whether the sequencers may take up more memory. They are weighed now and then: what a message
/// adds is bounded.
bool Conductor::have_room_for(const Sender& sender, const osc::Message& message) {
  constexpr std::size_t kMostBytes = std::size_t{48} << 20U;
  constexpr std::size_t kEditsUnweighed = 128;
  if (sender.is_score || !grows(message.address)) return true;
  const auto* id = message.args.empty() ? nullptr : osc::as_string(message.args[0]);
  edits_unweighed_ += id != nullptr && osc::is_pattern(*id) ? scene_.bank.size() : 1;
  if (edits_unweighed_ >= kEditsUnweighed) {
    edits_unweighed_ = 0;
    sequencer_bytes_ = scene_.bank.memory_bytes();
  }
  return sequencer_bytes_ < kMostBytes;
}

/// What a pattern means beyond the message itself: for an address, for the id that stands behind it
/// (`/seq/stop/*`), or for the one among the arguments.
std::size_t Conductor::pattern_cost(const osc::Message& message) const {
  const bool of_sequencers = message.address.starts_with(kSequencer);
  const auto slash =
      of_sequencers ? message.address.find('/', kSequencer.size()) : std::string::npos;
  const auto address = std::string_view(message.address).substr(0, slash);
  const bool is_pattern = osc::is_pattern(address);
  if (address.size() > osc::kMaxPatternLength) return is_pattern ? kPattern : 0;  // is refused
  std::size_t cost = 0;
  std::size_t rows = 1;
  if (is_pattern) {
    rows = router_.matching_count(scene_.patches, address);
    if (rows > 1) rows *= 2;  // they are rehearsed first, those that edit the draft on a copy
    if (rows > 1 && may_mean(address, "/patch"))
      cost += size_of(scene_.patches) / kThingsPerMessage;
    cost += kPattern + rows * (1 + bytes_of_text(message) / (4 * kBytesPerMessage)) +
            address.size() / kNamesPerMessage +
            scene_.patches.playing().patch.modules().size() / kNamesPerMessage;
    if (const Patch* draft = scene_.patches.draft(); draft != nullptr) {
      cost += draft->modules().size() / kNamesPerMessage;
    }
  }
  if (!is_pattern && !of_sequencers) return cost;
  const auto* id = message.args.empty() ? nullptr : osc::as_string(message.args[0]);
  const auto before_id = of_sequencers || !may_mean(address, "/seq")
                             ? slash
                             : address.find('/', address.find('/', 1) + 1);
  const bool means_ids = before_id != std::string::npos
                             ? osc::is_pattern(std::string_view(message.address).substr(before_id))
                             : id != nullptr && osc::is_pattern(*id);
  if (!means_ids) return cost;
  const std::size_t each = cost_of_each(address) + bytes_of_text(message) / kBytesPerMessage;
  return cost + rows * (scene_.bank.size() * each + cost_of_steps(address, scene_.bank));
}

std::size_t Conductor::cost_of_reading(const osc::Message& message) {
  return 1 + message.args.size() / kArgumentsPerMessage + bytes_of_text(message) / kBytesPerMessage;
}

std::size_t Conductor::cost(const osc::Message& message) const {
  std::size_t cost = cost_of_reading(message) + pattern_cost(message);
  if (means_all(message.address)) cost += scene_.bank.size() / kThingsPerMessage;
  if (message.address.starts_with("/patch/")) {
    const Patch* draft = scene_.patches.draft();
    cost += size_of(draft != nullptr ? *draft : scene_.patches.playing().patch) / kThingsPerMessage;
  }
  return cost;
}

std::size_t Conductor::cost(const osc::Bundle& bundle) const {
  std::size_t sum = 0;
  for (const auto& message : bundle.messages) sum += cost(message);
  return sum;
}

}  // namespace chronus::conductor
