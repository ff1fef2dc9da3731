// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

namespace chronus::sequencer {

inline constexpr double kMinNote = 0.0;
inline constexpr double kMaxNote = 127.0;

/// The MIDI number of a note name: a letter a to g in either case, `#` or `b`, an octave: c4 is
/// 60, c-1 is 0. Not checked against the range of MIDI. Empty when the text is no note name.
std::optional<int> parse_note_name(std::string_view text);

/// Equal temperament, A4 (69) = 440 Hz. Fractions of a note are fine.
double note_hz(double note);

}  // namespace chronus::sequencer
