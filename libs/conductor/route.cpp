// SPDX-License-Identifier: MIT
#include "conductor/route.hpp"

#include <optional>
#include <stdexcept>

#include "conductor/draft.hpp"

namespace chronus::conductor {
namespace {

constexpr std::string_view kModStream = "/mod/<module>/<param>";
constexpr std::string_view kGateStream = "/gate/<module>";
constexpr std::string_view kNoteStream = "/note/<module>";
constexpr std::string_view kNoteOffStream = "/note/<module>/off";
constexpr std::string_view kOff = "off";

/// The row of the vocabulary that a stream is: however many parts it has, since who performs it
/// knows what is wrong with it.
std::string_view row_of(const Address& stream) {
  if (is_mod(stream)) return kModStream;
  if (is_gate(stream)) return kGateStream;
  return stream.rest() == kOff ? kNoteOffStream : kNoteStream;
}

bool matches(std::span<const osc::PartPattern> parts, std::string_view address) {
  address.remove_prefix(1);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto slash = address.find('/');
    if ((slash == std::string_view::npos) != (i + 1 == parts.size())) return false;
    if (!parts[i].matches(address.substr(0, slash))) return false;
    if (slash != std::string_view::npos) address.remove_prefix(slash + 1);
  }
  return true;
}

/// What stands between two slashes of a pattern that has so many parts, counted from 0.
std::string_view part_text(std::string_view pattern, std::size_t index) {
  pattern.remove_prefix(1);
  for (; index > 0; --index) pattern.remove_prefix(pattern.find('/') + 1);
  return pattern.substr(0, pattern.find('/'));
}

/// Names of a type's parameters that a part matches.
std::vector<std::string_view> matching_params(const catalog::ModuleInfo& type,
                                              const osc::PartPattern& part, bool aliases_too) {
  std::vector<std::string_view> names;
  for (const auto& param : type.params) {
    if (part.matches(param.name)) names.push_back(param.name);
    if (!aliases_too) continue;
    for (const auto alias : param.aliases) {
      if (part.matches(alias)) names.push_back(alias);
    }
  }
  return names;
}

/// Calls visit(module, plays) for what plays, then for what only the draft has.
template <class Visit>
void for_each_module(const PatchEditor& patches, Visit visit) {
  for (const auto& module : patches.playing().patch.modules()) visit(module, true);
  if (patches.draft() == nullptr) return;
  for (const auto& module : patches.draft()->modules()) {
    if (!patches.playing().seats.contains(module.id)) visit(module, false);
  }
}

/// Calls visit(root, module, parameter) for each stream that is meant; a gate's parameter is empty,
/// a note's is empty or "off".
template <class Visit>
void for_each_stream(const PatchEditor& patches, std::string_view pattern,
                     const std::vector<osc::PartPattern>& parts, Visit visit) {
  const bool mods = parts.size() == 3 && parts[0].matches("mod");
  const bool gates = parts.size() == 2 && parts[0].matches("gate");
  const bool notes = parts.size() == 2 && parts[0].matches("note");
  const bool offs = parts.size() == 3 && parts[0].matches("note") && parts[2].matches(kOff);
  if (!mods && !gates && !notes && !offs) return;
  // `/mod/*/gain` is not every `level`: an alias is known by one who names the module.
  const bool names_one = !osc::is_pattern(part_text(pattern, 1));
  std::unordered_map<const catalog::ModuleInfo*, std::vector<std::string_view>> of_type;
  for_each_module(patches, [&](const NamedModule& module, bool plays) {
    if (!parts[1].matches(module.id)) return;
    const auto& type = type_of(module);
    if (gates && plays && type.has_gate) visit("/gate/", module.id, std::string_view());
    if (plays && module.voices > 0) {
      if (notes) visit("/note/", module.id, std::string_view());
      if (offs) visit("/note/", module.id, kOff);
    }
    if (!mods) return;
    const auto [names, is_new] = of_type.try_emplace(&type);
    if (is_new) names->second = matching_params(type, parts[2], names_one);
    for (const auto name : names->second) visit("/mod/", module.id, name);
  });
}

/// The arguments without which the message asks.
std::string missing_in_question(const vocabulary::MessageInfo& message) {
  std::string names;
  for (std::size_t i = message.asks_with; i < vocabulary::fewest(message); ++i) {
    const auto& argument = message.arguments[i];
    const bool is_choice = argument.words.find('|') != std::string_view::npos;
    (names += names.empty() ? "" : ", ") += is_choice ? argument.words : argument.name;
  }
  return names;
}

/// A value was forgotten: nobody hears what a score asks. An address that means nothing comes
/// first.
Outcome ask_in_score(const Row& row, const Call& call) {
  if (row.is_stream && row.route.ask != nullptr) {
    Call unheard = call;
    unheard.is_rehearsal = true;
    Outcome asked = row.route.ask(unheard);
    if (!asked.ok()) return asked;
  }
  return Outcome::failed("asks, and a score has nobody to tell: give " +
                         missing_in_question(*row.message));
}

}  // namespace

Outcome reply(const Call& call, osc::Message message, JsonText json) {
  if (!call.is_rehearsal) {
    call.clients.reply(call.sender, std::move(message), std::move(json));
  }
  return Outcome::answered();
}

osc::Arg number_arg(double value) {
  const auto narrow = static_cast<float>(value);
  const bool is_same = osc::to_text(osc::Arg{narrow}) == osc::to_text(osc::Arg{value});
  return is_same ? osc::Arg{narrow} : osc::Arg{value};
}

Button button_of(const Row& row, const Sender& sender, const osc::Message& message) {
  const std::size_t needed = row.is_of_sequencers() ? 1 : 0;
  if (message.args.size() != needed + 1) return Button::kNone;
  const auto& last = message.args.back();
  if (osc::as_string(last) != nullptr) return Button::kNone;
  if (vocabulary::most(*row.message) > needed) {
    // A score and a clock have no buttons.
    const bool is_float =
        std::holds_alternative<float>(last) || std::holds_alternative<double>(last);
    const bool may_be = row.route.float_is_button && !sender.is_score && !sender.is_clock;
    if (!is_float || !may_be) return Button::kNone;
  }
  const auto value = osc::as_number(last);
  if (value == 0.0) return Button::kReleased;
  return value == 1.0 ? Button::kPressed : Button::kNone;
}

Outcome Row::perform(const Call& call) const {
  if (call.sender.is_score && asks(call.message)) return ask_in_score(*this, call);
  if (route.ask != nullptr && asks(call.message)) return route.ask(call);
  if (service != nullptr) return service->perform(call);
  return route.perform != nullptr ? route.perform(call) : Outcome::failed("not available here");
}

Router::Router(const vocabulary::Vocabulary& vocabulary) : vocabulary_(vocabulary) {
  rows_.reserve(vocabulary.size());
  for (const auto& section : vocabulary.sections()) {
    for (const auto& message : section.messages) {
      by_address_.emplace(message.address, &rows_.emplace_back(Row{
                                               &message, {}, nullptr, is_stream(message.address)}));
      const auto root = part_text(message.address, 0);
      if (roots_.empty() || roots_.back().name != root) roots_.push_back({root, 0});
      ++roots_.back().rows;
    }
  }
  for (const auto routes : {sequencer_routes(), assignment_routes(), transport_routes(),
                            patch_routes(), stream_routes(), note_routes(), dirt_routes(),
                            engine_routes(), history_routes(), journal_routes()}) {
    add(routes);
  }
}

Row& Router::unserved_row(std::string_view address) {
  const auto found = by_address_.find(address);
  if (found == by_address_.end()) {
    throw std::invalid_argument(std::string(address) + " is not in the vocabulary");
  }
  if (found->second->is_served()) {
    throw std::invalid_argument(std::string(address) + " is performed by two");
  }
  return *found->second;
}

void Router::add(std::span<const Route> routes) {
  for (const auto& route : routes) unserved_row(route.address).route = route;
}

void Router::add(Service& service) {
  for (const auto& [address, company, float_is_button] : service.offers()) {
    Row& row = unserved_row(address);
    row.service = &service;
    row.route.company = company;
    row.route.float_is_button = float_is_button;
  }
}

std::vector<std::string_view> Router::unserved() const {
  std::vector<std::string_view> addresses;
  for (const auto& row : rows_) {
    if (!row.is_served()) addresses.push_back(row.message->address);
  }
  return addresses;
}

const Row* Router::find(const Address& address) const {
  const auto found = is_stream(address) ? by_address_.find(row_of(address))
                                        : by_address_.find(std::string_view(address));
  return found == by_address_.end() ? nullptr : found->second;
}

/// Calls visit(row, id) for each row of the table that is meant; the id of a sequencer, which may
/// be a pattern itself, is empty where none stands behind (`/s?q/bpm/kick`).
template <class Visit>
void Router::for_each_row(std::string_view pattern, const std::vector<osc::PartPattern>& parts,
                          Visit visit) const {
  const auto id = parts.size() == 3 ? part_text(pattern, 2) : std::string_view();
  auto next = rows_.begin();
  for (const auto& root : roots_) {
    const auto rows = std::span(next, root.rows);
    next += static_cast<std::ptrdiff_t>(root.rows);
    if (!parts[0].matches(root.name)) continue;
    for (const auto& row : rows) {
      if (row.is_stream) continue;
      const auto address = row.message->address;
      if (matches(parts, address)) visit(address, std::string_view());
      if (id.empty() || root.name != "seq" || !row.is_of_sequencers()) continue;
      if (matches(std::span(parts).first(2), address)) visit(address, id);
    }
  }
}

std::vector<Address> Router::matching_addresses(const PatchEditor& patches,
                                                std::string_view pattern) const {
  const auto parts = osc::parts_of(pattern);
  std::vector<Address> addresses;
  for_each_row(pattern, parts, [&](std::string_view row, std::string_view id) {
    std::string address(row);
    if (!id.empty()) (address += '/') += id;
    addresses.emplace_back(std::move(address));
  });
  for_each_stream(patches, pattern, parts,
                  [&](std::string_view root, const std::string& module, std::string_view param) {
                    std::string address = std::string(root) + module;
                    if (!param.empty()) (address += '/') += param;
                    addresses.emplace_back(std::move(address));
                  });
  return addresses;
}

std::size_t Router::matching_count(const PatchEditor& patches, std::string_view pattern) const {
  const auto parts = osc::parts_of(pattern);
  std::size_t count = 0;
  for_each_row(pattern, parts, [&](std::string_view, std::string_view) { ++count; });
  for_each_stream(patches, pattern, parts,
                  [&](std::string_view, const std::string&, std::string_view) { ++count; });
  return count;
}

}  // namespace chronus::conductor
