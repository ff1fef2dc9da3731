// SPDX-License-Identifier: MIT
#include "sequencer/note_name.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace chronus::sequencer {

std::optional<int> parse_note_name(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const char letter = static_cast<char>(text.front() | 0x20);
  if (letter < 'a' || letter > 'g') return std::nullopt;
  constexpr std::array<int, 7> kSemitones = {9, 11, 0, 2, 4, 5, 7};  // a to g, above c
  int semitone = kSemitones[static_cast<std::size_t>(letter - 'a')];
  text.remove_prefix(1);
  if (!text.empty() && (text.front() == '#' || text.front() == 'b')) {
    semitone += text.front() == '#' ? 1 : -1;
    text.remove_prefix(1);
  }
  int octave = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, octave);
  if (error != std::errc{} || stop != end || octave < -99 || octave > 99) return std::nullopt;
  return 12 * (octave + 1) + semitone;
}

double note_hz(double note) { return 440.0 * std::exp2((note - 69.0) / 12.0); }

}  // namespace chronus::sequencer
