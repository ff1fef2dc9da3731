// SPDX-License-Identifier: MIT
// Notes of clients and scores. Which voice plays them is the engine's to say (engine/note.hpp).
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/rounding.hpp"
#include "conductor/conductor.hpp"
#include "conductor/draft.hpp"
#include "conductor/nearest_names.hpp"
#include "conductor/note_sources.hpp"
#include "conductor/note_values.hpp"
#include "conductor/route.hpp"
#include "sequencer/note_name.hpp"

namespace chronus::conductor {
namespace {

constexpr double kMaxMidiVelocity = 127.0;
constexpr double kLongest_s = 3'600.0;

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

constexpr const char* kChord =
    "a chord is a /note for each of its notes, in one bundle where they begin together; a "
    "sequencer's lane 'note' takes it as one step: c4+e4+g4";

bool is_note(std::string_view text) {
  double number = 0.0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return (read.ec == std::errc{} && read.ptr == end) || sequencer::parse_note_name(text);
}

/// `c4+e4+g4`, or with commas or spaces between them.
bool is_chord(std::string_view text) {
  constexpr std::string_view kBetween = "+, ";
  std::size_t notes = 0;
  while (!text.empty()) {
    const auto note = text.substr(0, text.find_first_of(kBetween));
    if (!note.empty() && !is_note(note)) return false;
    notes += note.empty() ? 0 : 1;
    text.remove_prefix(std::min(text.size(), note.size() + 1));
  }
  return notes > 1;
}

/// Whether an argument, which is to be none, is a note's name.
bool names_a_note(const Arguments& args, std::size_t index) {
  const auto text = args.text(index, "note");
  return text && sequencer::parse_note_name(*text);
}

/// `60`, `60.5` or `c4`: the MIDI number.
Result<double> note_at(const Arguments& args, std::size_t index) {
  const std::string place = "note (argument " + std::to_string(index + 1) + ") ";
  const auto bad = [&] {
    const auto text = args.text(index, "note");
    if (text && is_chord(*text)) return Error{place + "is one note: " + kChord};
    return Error{place + "must be a MIDI number from 0 to 127, or a name like c4, f#3 or eb2"};
  };
  double note = -1.0;
  if (const auto number = args.number(index, "note", sequencer::kMinNote, sequencer::kMaxNote)) {
    note = *number;
  } else if (const auto text = args.text(index, "note")) {
    const auto named = sequencer::parse_note_name(*text);
    if (named) note = *named;
  }
  if (!(note >= sequencer::kMinNote && note <= sequencer::kMaxNote)) return bad();
  return note;
}

/// What clients' notes of one pitch have in common: whoever ends it means the same.
engine::NoteId id_of(double note) { return engine::note_id(kClients, key_of_midi(note)); }

Result<sequencer::ResolvedTarget> instrument_of(const Call& call, std::string_view id) {
  const auto target = call.patches.instrument(id);
  if (target.found) return target;
  const auto& patch = call.patches.playing().patch;
  const auto* module = patch.find(id);
  if (module == nullptr) return Error{no_module(patch, id)};
  const auto& type = type_of(*module);
  const std::string name(type.name);
  const std::string it = "module " + in_quotes(id) + " (" + name + ") ";
  if (type.most_voices == 1) return Error{it + "has no voices, and plays no notes"};
  return Error{it + "is mono, and plays no notes: create it with voices, as in /patch/create " +
               std::string(id) + " " + name + " 8"};
}

void end_notes(const Call& call, const sequencer::ResolvedTarget& target, engine::NoteId meant) {
  if (call.is_rehearsal) return;
  engine::Command command;
  command.frame = call.now;
  command.op = engine::Op::kNoteOff;
  command.module = target.module;
  command.voice = meant;
  call.conductor.emit(command);
}

constexpr const char* kUsage =
    "usage: /note/<module> note velocity [seconds] [param value …] | /note/<module>/off [note]";
constexpr std::size_t kSeconds = 2;

/// Where what the note brings begins: pairs, and so their number tells whether there are seconds.
std::size_t first_value(const Arguments& args) {
  return args.count() % 2 == 0 ? kSeconds : kSeconds + 1;
}

/// Where a parameter's name is to stand, a number or a note's name stands: of a chord, or since a
/// value is missing.
bool lacks_a_name(const Arguments& args) {
  for (std::size_t i = first_value(args); i + 1 < args.count(); i += 2) {
    const auto text = args.text(i, "parameter");
    if (!text || is_note(*text)) return true;
  }
  return false;
}

/// Frames; 0 where it has no end of its own.
Result<std::uint32_t> length_of(const Call& call) {
  constexpr std::size_t kIndex = kSeconds;
  if (first_value(call.args) == kIndex || call.args.count() <= kIndex) return std::uint32_t{0};
  const auto seconds = call.args.number(kIndex, "seconds", 0.0, kLongest_s);
  if (!seconds) {
    const auto& id = call.message.address.name();
    const auto name = call.args.text(kIndex, "parameter");
    const bool is_name = name && call.patches.instrument(id).found &&
                         find_own_param(call.patches, id, *name).row != nullptr;
    return is_name ? Error{in_quotes(*name) + " has no value"} : seconds.error();
  }
  if (!(*seconds > 0.0 && *seconds <= kLongest_s)) {
    return Error{"seconds (argument " + std::to_string(kIndex + 1) +
                 ") must be above 0 and at most 3600"};
  }
  const auto frames = std::llround(*seconds * call.patches.rate());
  return static_cast<std::uint32_t>(std::max(1LL, frames));
}

Outcome note(const Call& call) {
  const Address& to = call.message.address;
  constexpr std::size_t kMost = kSeconds + 1 + 2 * kMostNoteValues;
  if (call.args.count() < 2 || call.args.count() > kMost || !to.rest().empty()) {
    return Outcome::failed(kUsage);
  }
  const auto wanted = note_at(call.args, 0);
  if (!wanted) return Outcome::failed(wanted.reason());
  const auto number = call.args.number(1, "velocity");
  if (!number) {
    const bool is_another = names_a_note(call.args, 1);
    return Outcome::failed(is_another ? number.reason() + "; " + kChord : number.reason());
  }
  const auto velocity = fraction_of(*number, kMaxMidiVelocity);
  if (!velocity) {
    return Outcome::failed("velocity (argument 2) must be 0 to 1, or 2 to 127 as in MIDI");
  }
  if (lacks_a_name(call.args)) return Outcome::failed(std::string(kUsage) + "; " + kChord);
  const auto length = length_of(call);
  if (!length) return Outcome::failed(length.reason());
  const auto target = instrument_of(call, to.name());
  if (!target) return Outcome::failed(target.reason());
  auto values = NoteValues::read(call, first_value(call.args));
  if (!values) return Outcome::failed(values.reason());
  if (*velocity == 0.0) {
    end_notes(call, *target, id_of(*wanted));
    return Outcome::silent();
  }
  if (call.is_rehearsal) return Outcome::silent();
  const Outcome taken = values->take(call);
  if (taken.kind != Outcome::Kind::kSilent) return taken;
  engine::Command command;
  command.frame = call.now;
  command.op = engine::Op::kNoteOn;
  command.module = target->module;
  command.value = sequencer::note_hz(*wanted);
  command.velocity = *velocity;
  command.length = *length;
  command.voice = id_of(*wanted);
  call.conductor.emit_note(command, values->all());
  return Outcome::silent();
}

Outcome note_off(const Call& call) {
  const Address& to = call.message.address;
  if (call.args.count() > 1) {
    return Outcome::failed("usage: /note/<module>/off [note], one message for each note");
  }
  engine::NoteId meant = engine::kAllNotes;
  if (call.args.count() == 1) {
    const auto wanted = note_at(call.args, 0);
    if (!wanted) return Outcome::failed(wanted.reason());
    meant = id_of(*wanted);
  }
  const auto target = instrument_of(call, to.name());
  if (!target) return Outcome::failed(target.reason());
  end_notes(call, *target, meant);
  return Outcome::silent();
}

constexpr Route kNoteRoutes[] = {
    {.address = "/note/<module>", .perform = note},
    {.address = "/note/<module>/off", .perform = note_off},
};

}  // namespace

std::span<const Route> note_routes() { return kNoteRoutes; }

}  // namespace chronus::conductor
