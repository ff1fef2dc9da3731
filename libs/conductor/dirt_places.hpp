// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "base/frame.hpp"
#include "base/result.hpp"
#include "conductor/dirt_book.hpp"
#include "conductor/patch_editor.hpp"
#include "conductor/samples.hpp"
#include "dirt/event.hpp"
#include "dirt/orbit.hpp"
#include "osc/message.hpp"
#include "vocabulary/vocabulary.hpp"

/// Orbits of SuperDirt's protocol as a part of what plays: modules like any others, which are made
/// when they are first needed.
namespace chronus::conductor {

inline constexpr std::string_view kDirtPrepare = "/dirt/prepare";
/// A sound that is none: it stops everything.
inline constexpr std::string_view kSuperpanic = "superpanic";

/// Whether it is of an event.
inline bool is_dirt_event(const Address& address) {
  return address == "/dirt/play" || address == "/play2";
}
/// Whether its bundle may need a place.
inline bool is_of_dirt(const Address& address) {
  return is_dirt_event(address) || address == kDirtPrepare;
}

/// Where the event plays. A synth comes before a bank of its name.
dirt::OrbitPart place_of(const dirt::PlayEvent& event);
/// The places that a `/dirt/prepare` names. The Error says which word is none.
Result<std::vector<dirt::OrbitPart>> places_named(const osc::Message& message);

/// Where messages are performed.
struct DirtSetting {
  const PatchEditor& patches;
  const SampleDoor* door = nullptr;
  const SampleBook& samples;
  const DirtBook& book;
  Frame now = 0;
};
/// Adds those places that the messages need and what plays has not, each once. A sound that is
/// neither a synth nor a sample needs none, nor does an event need an effect that was given up.
void find_lacking(std::span<const osc::Message> messages, const DirtSetting& setting,
                  std::vector<dirt::OrbitPart>* lacking);

/// Adds to the draft, which there is, what it has not of the places and of the orbits they are on.
Status add_places(PatchEditor& editor, std::span<const dirt::OrbitPart> places,
                  const vocabulary::Vocabulary& vocabulary);

}  // namespace chronus::conductor
