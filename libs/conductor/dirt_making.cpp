// SPDX-License-Identifier: MIT
// How orbits, synths and effects of SuperDirt's protocol come to play: asked for when an event
// comes that needs them, all in one commit, before the event's time.
#include <algorithm>
#include <new>
#include <string>
#include <utility>

#include "conductor/conductor.hpp"
#include "conductor/dirt_places.hpp"

namespace chronus::conductor {
namespace {

/// Until an effect that found no room is tried again.
constexpr Frame kTryAgain_s = 10;

/// What is more than an orbit by itself, a synth or an effect, leaves room for all twelve.
bool leaves_room_for_orbits(const PatchEditor& editor, const DirtPlaces& added,
                            const vocabulary::Vocabulary& vocabulary) {
  const bool is_more = std::any_of(added.begin(), added.end(),
                                   [](const auto& place) { return !place.synth.empty(); });
  DirtPlaces orbits;
  for (int orbit = 0; is_more && orbit < dirt::kOrbits; ++orbit) orbits.push_back({orbit, {}});
  PatchEditor full = editor;
  return !is_more || !add_places(full, orbits, vocabulary) || static_cast<bool>(full.compile());
}

}  // namespace

/// Of a bundle with nothing of the kind it costs a look at each address.
DirtPlaces Conductor::lacking(const osc::Bundle& bundle) const {
  DirtPlaces places;
  const auto& messages = bundle.messages;
  if (std::any_of(messages.begin(), messages.end(),
                  [](const auto& one) { return is_of_dirt(one.address); })) {
    find_lacking(messages, {scene_.patches, samples_, scene_.samples, scene_.dirt, cursor_},
                 &places);
  }
  return places;
}

/// Of an event that has a frame of its own: what it needs is made, and read, until then.
void Conductor::look_ahead(const Incoming& incoming) {
  for (auto& place : lacking(incoming.bundle)) {
    auto& wanted = dirt_ahead_.wanted;
    if (std::find(wanted.begin(), wanted.end(), place) == wanted.end()) {
      wanted.push_back(std::move(place));
    }
    dirt_ahead_.wanted_by = incoming.sender;
  }
  for (const auto& message : incoming.bundle.messages) read_ahead(incoming.sender, message);
}

/// All that are wanted are asked for in one message, and made in one commit.
void Conductor::ask_for_places() {
  if (dirt_ahead_.wanted.empty()) return;
  Incoming asking;
  asking.sender = dirt_ahead_.wanted_by;
  asking.sender.is_clock = true;  // nobody has asked, nobody is answered
  asking.bundle.messages.push_back({kDirtPrepare, {}});
  for (const auto& place : std::exchange(dirt_ahead_.wanted, {})) {
    asking.bundle.messages[0].args.emplace_back(dirt::to_text(place));
  }
  submit(std::move(asking));
}

/// What plays, with the places as its draft. Where there is no room for all it has those that it
/// has room for, in their order, `places` become these, and `why` says what is wrong with others.
PatchEditor Conductor::with_places(DirtPlaces* places, std::string* why) const {
  const auto add = [this](PatchEditor& editor, const DirtPlaces& some) -> Status {
    if (auto added = add_places(editor, some, vocabulary()); !added) return added;
    if (const auto compiled = editor.compile(); !compiled) return compiled.error();
    return leaves_room_for_orbits(editor, some, vocabulary()) ? Status()
                                                              : Error{"the other orbits need it"};
  };
  PatchEditor editor = scene_.patches;
  editor.begin_copy();
  PatchEditor whole = editor;
  if (add(whole, *places)) return whole;
  DirtPlaces fitting;
  for (const auto& place : *places) {
    PatchEditor tried = editor;
    if (const auto added = add(tried, {place}); !added) {
      *why = added.reason();
      continue;
    }
    editor = std::move(tried);
    fitting.push_back(place);
  }
  *places = std::move(fitting);
  return editor;
}

/// Builds a patch with what the bundle needs; true when it can be performed.
bool Conductor::build_places(Builder who, DirtPlaces places) {
  std::string ignored;
  const auto editor = with_places(&places, &ignored);
  return places.empty() || build_draft(who, editor, Fade::kNone);
}

/// A draft that goes on from what plays has what was added there, too.
void Conductor::give_back_draft(Patch draft, const Patch& before, const DirtPlaces& places) {
  const auto& modules = before.modules();
  const bool goes_on = std::all_of(modules.begin(), modules.end(), [&draft](const auto& module) {
    return draft.find(module.id) != nullptr;
  });
  const Patch as_it_was = draft;
  scene_.patches.begin_with(std::move(draft));
  if (goes_on && !add_places(scene_.patches, places, vocabulary())) {
    scene_.patches.begin_with(as_it_was);
  }
}

/// It is told once of each; what is still needed later is tried again.
void Conductor::give_up(const DirtPlaces& needed, const DirtPlaces& made, const std::string& why) {
  const Frame again = cursor_ + kTryAgain_s * format_.rate;
  for (const auto& place : needed) {
    if (std::find(made.begin(), made.end(), place) != made.end()) continue;
    const bool is_news = scene_.dirt.given_up.insert_or_assign(dirt::to_text(place), again).second;
    if (is_news) clients_.warn("dirt: no room for " + dirt::source_of(place) + ": " + why);
  }
}

/// The places that the bundle needs play from here on, by a commit without a fade: what is added is
/// silent yet, and what goes on goes on as it was.
Outcome Conductor::make_places(const Call& call) {
  const auto needed = std::exchange(dirt_ahead_.needed, {});
  if (needed.empty()) return Outcome::done();
  auto places = needed;
  std::string why;
  auto editor = with_places(&places, &why);
  const bool is_asked = call.message.address == kDirtPrepare;
  if (places.empty() && is_asked && !call.sender.is_clock && !call.sender.is_score) {
    return Outcome::failed(why);
  }
  if (!places.empty()) {
    PatchEditor before = std::exchange(scene_.patches, std::move(editor));
    Outcome outcome;
    try {
      outcome = commit_patch(call, Fade::kNone);
    } catch (const std::bad_alloc&) {
      scene_.patches = std::move(before);
      throw;
    }
    if (!outcome.ok()) {
      scene_.patches = std::move(before);
      return outcome;
    }
    if (before.draft() != nullptr) {
      give_back_draft(*before.draft(), before.playing().patch, places);
    }
  }
  give_up(needed, places, why);
  if (is_asked) return Outcome::done();  // it tells the journal itself
  osc::Message line{kDirtPrepare, {}};
  for (const auto& place : needed) line.args.emplace_back(dirt::to_text(place));
  note_change(call.sender, line);
  return Outcome::done();
}

}  // namespace chronus::conductor
