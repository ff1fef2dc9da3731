// SPDX-License-Identifier: MIT
#include "conductor/dirt_places.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "base/frame.hpp"
#include "conductor/arguments.hpp"
#include "conductor/draft.hpp"
#include "conductor/stream.hpp"
#include "dirt/synths.hpp"
#include "score/score.hpp"

namespace chronus::conductor {
namespace {

using Places = std::vector<dirt::OrbitPart>;

void add_once(const dirt::OrbitPart& place, const PatchEditor& patches, Places* lacking) {
  if (patches.playing().seats.contains(dirt::source_of(place))) return;
  if (std::find(lacking->begin(), lacking->end(), place) == lacking->end()) {
    lacking->push_back(place);
  }
}

/// What an event needs whose sound is there.
void add_places_of(const osc::Message& message, const DirtSetting& setting, Places* lacking) {
  const auto read = dirt::read_event(message.args, setting.book.busses);
  if (!read || read->event.sound == kSuperpanic) return;
  const dirt::PlayEvent& event = read->event;
  const dirt::OrbitPart place = place_of(event);
  const bool is_there = !place.synth.empty() || setting.door == nullptr ||
                        setting.samples.find(event.sound) != nullptr ||
                        static_cast<bool>(setting.door->whole_name(event.sound));
  if (!is_there) return;
  const auto need = [&](const dirt::OrbitPart& part) {
    const auto given_up = setting.book.given_up.find(dirt::to_text(part));
    if (given_up != setting.book.given_up.end() && setting.now < given_up->second) return;
    add_once(part, setting.patches, lacking);
  };
  const auto add_effect = [&](std::string_view name, const std::optional<double>& level) {
    if (level && *level > 0.0) need({place.orbit, std::string(name)});
  };
  need(place);
  add_effect(dirt::kDelay, event.delay);
  add_effect(dirt::kRoom, event.room);
}

Result<std::vector<osc::Message>> lines_of(const dirt::OrbitPart& place,
                                           const vocabulary::Vocabulary& vocabulary) {
  if (place.synth.empty()) return dirt::orbit_lines(place.orbit);
  if (place.is_effect()) return dirt::effect_lines(place);
  const auto text = dirt::synth_score(place.synth);
  if (!text) return Error{"there is no synth '" + place.synth + "'"};
  const auto score = score::parse(*text, std::nullopt, vocabulary);
  if (!score) return score.error();
  std::vector<osc::Message> lines;
  for (const auto& event : score->events) lines.push_back(event.message);
  return dirt::synth_lines(place, lines);
}

/// The names of the draft's modules.
std::vector<std::string> names_in(const Patch& draft) {
  std::vector<std::string> names;
  for (const auto& module : draft.modules()) names.push_back(module.id);
  return names;
}

/// Strips of the orbit and effects of it are connected, of which one at least is new.
Status connect_sends(PatchEditor& editor, int orbit, const std::vector<std::string>& kept) {
  const auto is_kept = [&kept](const std::string& id) {
    return std::find(kept.begin(), kept.end(), id) != kept.end();
  };
  for (const auto& strip : names_in(*editor.draft())) {
    if (!dirt::is_strip_of(orbit, strip)) continue;
    for (const auto name : {dirt::kDelay, dirt::kRoom}) {
      const dirt::OrbitPart effect{orbit, std::string(name)};
      const std::string id = dirt::source_of(effect);
      if (editor.draft()->find(id) == nullptr || (is_kept(strip) && is_kept(id))) continue;
      for (const auto& line : dirt::send_lines(effect, strip)) {
        if (auto edited = edit_draft(editor, line); !edited) return edited;
      }
    }
  }
  return {};
}

/// Modules that are there already stay as they are: somebody may have edited them.
Status add_place(PatchEditor& editor, const dirt::OrbitPart& place,
                 const vocabulary::Vocabulary& vocabulary) {
  if (editor.draft()->find(dirt::source_of(place)) != nullptr) return {};
  const auto lines = lines_of(place, vocabulary);
  if (!lines) return lines.error();
  const auto kept = names_in(*editor.draft());
  const auto is_kept = [&kept](std::string_view id) {
    return std::find(kept.begin(), kept.end(), id) != kept.end();
  };
  for (const auto& line : *lines) {
    const bool creates = line.address == "/patch/create";
    const auto id = creates ? std::string_view(*osc::as_string(line.args[0])) : line.address.name();
    if ((creates || is_mod(line.address)) && is_kept(id)) continue;
    if (is_mod(line.address)) {
      const auto set = set_draft_value(editor, line.address, Arguments(line), false);
      if (set && !*set) return set->error();
    } else if (auto edited = edit_draft(editor, line); !edited) {
      return Error{dirt::to_text(place) + ": " + edited.reason()};
    }
  }
  return connect_sends(editor, place.orbit, kept);
}

}  // namespace

dirt::OrbitPart place_of(const dirt::PlayEvent& event) {
  const bool is_synth = dirt::synth_score(event.sound).has_value();
  return {dirt::orbit_of(event), is_synth ? event.sound : std::string()};
}

Result<Places> places_named(const osc::Message& message) {
  Places places;
  const Arguments args(message);
  for (std::size_t i = 0; i < args.count(); ++i) {
    const auto text = args.text(i, "orbit");
    if (!text) return text.error();
    auto place = dirt::parse_place(*text);
    if (!place) return place.error();
    const bool is_known =
        place->synth.empty() || place->is_effect() || dirt::synth_score(place->synth).has_value();
    if (!is_known) {
      return Error{"there is no synth '" + place->synth + "'"};
    }
    places.push_back(std::move(*place));
  }
  return places;
}

void find_lacking(std::span<const osc::Message> messages, const DirtSetting& setting,
                  Places* lacking) {
  for (const auto& message : messages) {
    if (is_dirt_event(message.address)) add_places_of(message, setting, lacking);
    if (message.address != kDirtPrepare) continue;
    const auto places = places_named(message);
    if (!places) continue;
    for (const auto& place : *places) add_once(place, setting.patches, lacking);
  }
}

Status add_places(PatchEditor& editor, std::span<const dirt::OrbitPart> places,
                  const vocabulary::Vocabulary& vocabulary) {
  // Their lines are in today's units, whoever plays.
  const bool is_classic = editor.is_classic();
  editor.set_classic(false);
  Status added;
  for (const auto& place : places) {
    if (added) added = add_place(editor, {place.orbit, {}}, vocabulary);
    if (added && !place.synth.empty()) added = add_place(editor, place, vocabulary);
  }
  editor.set_classic(is_classic);
  return added;
}

}  // namespace chronus::conductor
