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

/// Where an event plays: an orbit, and the synth that plays there; empty: its sampler.
struct Place {
  int orbit = 0;
  std::string synth;
  friend bool operator==(const Place&, const Place&) = default;
};

/// As `/dirt/prepare` takes it: `3`, or `3:superpiano`.
std::string to_text(const Place& place);
Result<Place> parse_place(std::string_view text);

/// The module that notes are played on: `orbit3`, or `orbit3_superpiano`. Where it is, the place
/// is.
std::string source_of(const Place& place);
/// The module that has a value of that part: `orbit3_delay`, `orbit3_superpiano_strip`.
std::string module_of(const Place& place, Part part);

/// Sampler, strip, delay, reverb and limiter, for a place without a synth.
std::vector<osc::Message> orbit_lines(int orbit);
/// A synth, for an orbit that is there: the lines of a patch with its modules' names behind the
/// place's, and a strip in place of its output. The Error says what in the patch cannot be so.
Result<std::vector<osc::Message>> synth_lines(const Place& place,
                                              std::span<const osc::Message> patch);

}  // namespace chronus::dirt
