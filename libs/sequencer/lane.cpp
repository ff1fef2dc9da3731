// SPDX-License-Identifier: MIT
#include "sequencer/lane.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/rounding.hpp"
#include "sequencer/note_name.hpp"
#include "sequencer/pattern.hpp"
#include "sequencer/text.hpp"

namespace chronus::sequencer {
namespace {

/// One note, or one value.
Result<double> parse_value(std::string_view text, bool note) {
  std::optional<double> value = parse_number(text);
  if (!note) {
    if (!value) return Error{"is neither a number nor . or _ to hold"};
    return *value;
  }
  if (!value) value = parse_note_name(text);
  if (!value) return Error{"is neither a MIDI note, a note name like c#4, nor . or _ to hold"};
  *value = within_rounding(*value, kMinNote, kMaxNote);
  if (*value < kMinNote || *value > kMaxNote) {
    return Error{"is outside the MIDI notes " + number(kMinNote) + " to " + number(kMaxNote)};
  }
  return *value;
}

/// 0 holds; what is beyond these frequencies would be written with an exponent's `+`.
Status check_chord_note(double value) {
  constexpr double kHighest = 20'000.0;
  if (value > 0.0 && value <= kHighest) return {};
  return Error{"is no chord: its notes lie above 0 and up to " + number(kHighest)};
}

/// `60+64+67`: what is behind the first `+`.
Result<Chord> parse_rest(std::string_view text, bool note) {
  Chord chord;
  while (!text.empty()) {
    text.remove_prefix(1);
    const std::string_view one = text.substr(0, text.find('+'));
    const Result<double> value = parse_value(one, note);
    if (!value) return Error{"is no chord: " + quoted(one) + " " + value.reason()};
    if (Status fits = check_chord_note(*value); !fits) return fits.error();
    if (chord.count == chord.values.size()) {
      return Error{"has more than " + std::to_string(kMaxChord) + " notes"};
    }
    chord.values[chord.count++] = *value;
    text.remove_prefix(one.size());
  }
  return chord;
}

/// Adds a step, while there is room.
Status add_step(Lane& lane, std::string_view text) {
  const bool is_held = text == "." || text == "_";
  // A number may have a sign behind its exponent.
  const auto first_end = parse_number(text) ? text.npos : text.find('+', 1);
  const std::string_view first = text.substr(0, first_end);
  const Result<double> value = is_held ? kHold : parse_value(first, lane.is_note());
  if (!value) return value.error();
  const Result<Chord> rest = parse_rest(text.substr(first.size()), lane.is_note());
  if (!rest) return rest.error();
  if (rest->count > 0) {
    if (Status fits = check_chord_note(*value); !fits) return fits;
  }
  if (lane.values.size() >= kMaxSteps) return {};
  lane.values.push_back(*value);
  if (rest->count > 0 || lane.has_chords()) lane.chords.resize(lane.values.size());
  if (rest->count > 0) lane.chords.back() = *rest;
  return {};
}

bool holds(double value) { return std::isnan(value) || value == 0.0; }

}  // namespace

Result<Lane> parse_lane(std::string_view name, std::string_view text) {
  Lane lane{std::string(name), {}};
  std::size_t count = 0;
  for (std::string_view token = take_word(&text); !token.empty(); token = take_word(&text)) {
    const Status added = add_step(lane, token);
    ++count;
    if (!added) {
      return Error{"lane " + quoted(name) + ": " + quoted(token) + " (value " +
                   std::to_string(count) + ") " + added.reason()};
    }
  }
  if (count == 0) return Error{"lane " + quoted(name) + ": there are no values"};
  return lane;
}

bool Lane::operator==(const Lane& other) const {
  const auto is_same = [](double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
  };
  return name == other.name && chords == other.chords &&
         std::equal(values.begin(), values.end(), other.values.begin(), other.values.end(),
                    is_same);
}

void Lane::resize(std::size_t steps, double value) {
  values.resize(steps, value);
  if (has_chords()) chords.resize(steps);
}

int Lane::noted_step(int step) const {
  const auto steps = static_cast<int>(values.size());
  for (int back = 0; back < steps; ++back) {
    const int at = (step + steps - back) % steps;
    if (!holds(values[static_cast<std::size_t>(at)])) return at;
  }
  return -1;
}

int Lane::notes_at(int step) const {
  const int noted = has_chords() ? noted_step(step) : -1;
  return noted < 0 ? 1 : 1 + chords[static_cast<std::size_t>(noted)].count;
}

double Lane::note_hz_at(int step, int nth) const {
  const int noted = noted_step(step);
  if (noted < 0) return 0.0;
  const auto at = static_cast<std::size_t>(noted);
  const double value = nth == 0 ? values[at] : chords[at].values[static_cast<std::size_t>(nth) - 1];
  return is_note() ? note_hz(value) : value;
}

std::string Lane::text() const {
  std::string out;
  for (std::size_t step = 0; step < values.size(); ++step) {
    if (!out.empty()) out += ' ';
    out += std::isnan(values[step]) ? "." : number(values[step]);
    if (!has_chords()) continue;
    const Chord& chord = chords[step];
    for (std::size_t n = 0; n < chord.count; ++n) out += "+" + number(chord.values[n]);
  }
  return out;
}

}  // namespace chronus::sequencer
