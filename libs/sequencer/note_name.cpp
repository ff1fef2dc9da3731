// SPDX-License-Identifier: MIT
#include "sequencer/note_name.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <numbers>

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

// From + - * / alone, as dsp is: the last bit of a library's exp2 depends on the machine.
double note_hz(double note) {
  constexpr double kA4 = 69.0;
  constexpr std::array<double, 12> kRatios = {1.0,
                                              1.0594630943592953,
                                              1.122462048309373,
                                              1.189207115002721,
                                              1.2599210498948732,
                                              1.3348398541700344,
                                              1.4142135623730951,
                                              1.4983070768766815,
                                              1.5874010519681996,
                                              1.681792830507429,
                                              1.7817974362806785,
                                              1.887748625363387};
  const double nearest = std::floor(note + 0.5);
  const double octave = std::floor((nearest - kA4) / 12.0);
  const auto semitone = static_cast<std::size_t>(nearest - kA4 - 12.0 * octave);
  // e^a up to a^7, |a| <= ln(2) / 24.
  const double a = (note - nearest) * (std::numbers::ln2 / 12.0);
  double bend = 1.0;
  for (int n = 7; n >= 1; --n) bend = 1.0 + bend * a / n;
  return std::ldexp(440.0 * kRatios[semitone] * bend, static_cast<int>(octave));
}

}  // namespace chronus::sequencer
