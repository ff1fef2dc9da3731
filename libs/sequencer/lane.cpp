// SPDX-License-Identifier: MIT
#include "sequencer/lane.hpp"

#include <cmath>
#include <optional>

#include "base/rounding.hpp"
#include "sequencer/note_name.hpp"
#include "sequencer/pattern.hpp"
#include "sequencer/text.hpp"

namespace chronus::sequencer {
namespace {

/// Notes joined by `+`, as a module with voices would play them.
bool is_chord(std::string_view text) {
  for (;;) {
    const std::string_view note = text.substr(0, text.find('+'));
    if (!parse_number(note) && !parse_note_name(note)) return false;
    if (note.size() == text.size()) return true;
    text.remove_prefix(note.size() + 1);
  }
}

Result<double> parse_value(std::string_view text, bool note) {
  if (text == "." || text == "_") return kHold;
  std::optional<double> value = parse_number(text);
  if (!note) {
    if (!value) return Error{"is neither a number nor . or _ to hold"};
    return *value;
  }
  if (!value) value = parse_note_name(text);
  if (!value && is_chord(text)) return Error{"is a chord, which needs a module with voices"};
  if (!value) return Error{"is neither a MIDI note, a note name like c#4, nor . or _ to hold"};
  *value = within_rounding(*value, kMinNote, kMaxNote);
  if (*value < kMinNote || *value > kMaxNote) {
    return Error{"is outside the MIDI notes " + number(kMinNote) + " to " + number(kMaxNote)};
  }
  return *value;
}

}  // namespace

Result<Lane> parse_lane(std::string_view name, std::string_view text) {
  Lane lane{std::string(name), {}};
  std::size_t count = 0;
  for (std::string_view token = take_word(&text); !token.empty(); token = take_word(&text)) {
    const Result<double> value = parse_value(token, lane.is_note());
    ++count;
    if (!value) {
      return Error{"lane " + quoted(name) + ": " + quoted(token) + " (value " +
                   std::to_string(count) + ") " + value.reason()};
    }
    if (lane.values.size() < kMaxSteps) lane.values.push_back(*value);
  }
  if (count == 0) return Error{"lane " + quoted(name) + ": there are no values"};
  return lane;
}

std::string Lane::text() const {
  std::string out;
  for (const double value : values) {
    if (!out.empty()) out += ' ';
    out += std::isnan(value) ? "." : number(value);
  }
  return out;
}

}  // namespace chronus::sequencer
