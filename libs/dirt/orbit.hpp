// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dirt/playing.hpp"
#include "osc/message.hpp"

/// An orbit as the lines that make it. They edit a draft (`/patch/create`, `/patch/connect`,
/// `/mod`) and begin or commit none.
namespace chronus::dirt {

// Effects of an orbit, where a synth's name may stand.
inline constexpr std::string_view kDelay = "delay";
inline constexpr std::string_view kRoom = "room";

/// What an event may need: an orbit, or something on it.
struct OrbitPart {
  int orbit = 0;
  std::string synth;  ///< that plays there, or kDelay, kRoom; empty: its sampler
  bool is_effect() const { return synth == kDelay || synth == kRoom; }
  friend bool operator==(const OrbitPart&, const OrbitPart&) = default;
};

/// As `/dirt/prepare` takes it: `3`, `3:superpiano`, `3:delay`.
std::string to_text(const OrbitPart& place);
Result<OrbitPart> parse_place(std::string_view text);

/// The module that notes are played on, or the effect: `orbit3`, `orbit3_superpiano`,
/// `orbit3_delay`. Where it is, the place is.
std::string source_of(const OrbitPart& place);
/// The module that has a value of that part: `orbit3_delay`, `orbit3_superpiano_strip`.
std::string module_of(const OrbitPart& place, Part part);

/// Sampler, strip and limiter.
std::vector<osc::Message> orbit_lines(int orbit);
/// An effect, for an orbit that is there: its delay, or its reverb.
std::vector<osc::Message> effect_lines(const OrbitPart& effect);
/// What a strip of its orbit sends to it.
std::vector<osc::Message> send_lines(const OrbitPart& effect, const std::string& strip);
/// Whether a module of that name is a strip of the orbit.
bool is_strip_of(int orbit, std::string_view module);
/// A synth, for an orbit that is there: the lines of a patch with its modules' names behind the
/// place's, and a strip in place of its output. The Error says what in the patch cannot be so.
Result<std::vector<osc::Message>> synth_lines(const OrbitPart& place,
                                              std::span<const osc::Message> patch);

}  // namespace chronus::dirt
