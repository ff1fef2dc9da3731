// SPDX-License-Identifier: MIT
#include "conductor/held.hpp"

#include <algorithm>
#include <limits>

#include "conductor/note_sources.hpp"
#include "sequencer/content.hpp"

namespace chronus::conductor {
namespace {

constexpr Frame kNever = std::numeric_limits<Frame>::max();

const NamedModule* module_at(const PatchEditor& patches, Place place) {
  const int index = patches.playing().index_at[index_of(place)];
  return index < 0 ? nullptr : &patches.playing().patch.modules()[static_cast<std::size_t>(index)];
}

}  // namespace

std::size_t HeldSet::memory_bytes() const {
  std::size_t bytes = sizeof(*this);
  for (const auto& one : gates) bytes += sizeof(one) + sequencer::heap_bytes(one.module);
  for (const auto& one : notes) bytes += sizeof(one) + sequencer::heap_bytes(one.module);
  return bytes;
}

osc::Message line_of(const HeldGate& gate) { return {"/gate/" + gate.module, {1, gate.velocity}}; }
osc::Message line_of(const HeldNote& note) {
  return {"/note/" + note.module, {note.note, note.velocity}};
}
osc::Message end_of(const HeldGate& gate) { return {"/gate/" + gate.module, {0}}; }
osc::Message end_of(const HeldNote& note) { return {"/note/" + note.module, {note.note, 0}}; }

HeldBook::HeldBook() : gates_(engine::kModulePlaces) { notes_.reserve(kMostNotes); }

bool HeldBook::Note::is_clients() const { return id >> 32U == kClients; }
double HeldBook::Note::midi() const { return midi_of_key(static_cast<std::uint32_t>(id)); }

/// Where its module plays no more: none.
std::uint16_t HeldBook::instrument_of(const Note& note, const PatchEditor& patches) {
  return patches.identity_at(note.place) == note.identity
             ? patches.playing().instruments[index_of(note.place)]
             : engine::kNoInstrument;
}

void HeldBook::take(const engine::Command& command, By by, const PatchEditor& patches) {
  switch (command.op) {
    case engine::Op::kGate:
      return gate(command, by, patches);
    case engine::Op::kNoteOn:
      return note_on(command, patches);
    case engine::Op::kNoteOff: {
      const auto instrument = patches.playing().instruments[command.module];
      end_notes(instrument, patches,
                [&](const Note& one) { return engine::is_meant(one.id, command.voice); });
      if (command.voice != engine::kAllNotes || instrument == engine::kNoInstrument) return;
      // Gates of all its modules as well.
      for (std::size_t place = 0; place < gates_.size(); ++place) {
        if (patches.playing().instruments[place] == instrument) gates_[place] = {};
      }
      return;
    }
    case engine::Op::kPanic:
      return clear();
    case engine::Op::kNone:
    case engine::Op::kSetParam:
    case engine::Op::kSwapPatch:
    case engine::Op::kSample:
    case engine::Op::kNoteValue:  // how it sounds; it is held with or without
    case engine::Op::kNoteBegin:
      return;
  }
}

/// A sequencer's is its own: it opens it anew with a step of its own.
void HeldBook::gate(const engine::Command& command, By by, const PatchEditor& patches) {
  Gate& gate = gates_[command.module];
  gate = {};
  if (command.value != 0.0 && by == By::kClients) {
    gate = {patches.identity_at(Place{command.module}), command.velocity};
  }
  if (command.value != 0.0) return;
  // Voices whose gates are closed are silent, whoever holds their notes.
  end_notes(patches.playing().instruments[command.module], patches,
            [](const Note&) { return true; });
}

template <class Meant>
void HeldBook::end_notes(std::uint16_t instrument, const PatchEditor& patches, Meant meant) {
  if (instrument == engine::kNoInstrument || notes_.empty()) return;
  std::erase_if(notes_, [&](const Note& one) {
    return meant(one) && instrument_of(one, patches) == instrument;
  });
}

void HeldBook::note_on(const engine::Command& command, const PatchEditor& patches) {
  const Place place{command.module};
  const auto instrument = patches.playing().instruments[command.module];
  const auto* module = module_at(patches, place);
  const bool is_bend = (command.flags & engine::kFlagBend) != 0;
  if (is_bend || module == nullptr || instrument == engine::kNoInstrument) return;
  std::erase_if(notes_, [&](const Note& one) { return one.ends_at <= command.frame; });
  // What is played again begins anew.
  end_notes(instrument, patches, [&](const Note& one) { return one.id == command.voice; });
  make_room(instrument, static_cast<std::size_t>(module->voices) - 1, patches);
  if (notes_.size() >= kMostNotes) notes_.erase(notes_.begin());
  const Frame ends_at = command.length == 0 ? kNever : command.frame + command.length;
  notes_.push_back({place, patches.identity_at(place), command.voice, command.velocity, ends_at});
}

/// No more than so many of the instrument's are left.
void HeldBook::make_room(std::uint16_t instrument, std::size_t voices, const PatchEditor& patches) {
  for (;;) {
    std::size_t count = 0;
    auto softest = notes_.end();
    for (auto one = notes_.begin(); one != notes_.end(); ++one) {
      if (instrument_of(*one, patches) != instrument) continue;
      ++count;
      if (softest == notes_.end() || one->velocity < softest->velocity) softest = one;
    }
    if (count <= voices) return;
    notes_.erase(softest);
  }
}

void HeldBook::take_back(const engine::Command& command, const PatchEditor& patches) {
  if (command.op == engine::Op::kGate && command.value != 0.0) {
    gates_[command.module] = {};
  }
  if (command.op == engine::Op::kNoteOn) {
    end_notes(patches.playing().instruments[command.module], patches,
              [&](const Note& one) { return one.id == command.voice; });
  }
}

void HeldBook::keep_to(const PatchEditor& patches) {
  std::erase_if(notes_, [&](const Note& one) {
    return instrument_of(one, patches) == engine::kNoInstrument;
  });
  // Instruments that have become one have the voices of one.
  for (const auto& [id, seat] : patches.playing().seats) {
    const auto instrument = patches.playing().instruments[index_of(seat.place)];
    if (instrument != index_of(seat.place)) continue;
    const auto voices = patches.playing().patch.modules()[seat.index].voices;
    make_room(instrument, static_cast<std::size_t>(voices), patches);
  }
}

void HeldBook::clear() {
  std::fill(gates_.begin(), gates_.end(), Gate{});
  notes_.clear();
}

HeldSet HeldBook::set(const PatchEditor& patches) const {
  HeldSet set;
  for (const auto& [id, seat] : patches.playing().seats) {
    const Gate& gate = gates_[index_of(seat.place)];
    if (gate.identity == seat.identity) set.gates.push_back({id, gate.velocity});
  }
  for (const Note& one : notes_) {
    if (!one.is_clients() || one.ends_at != kNever) continue;
    if (instrument_of(one, patches) == engine::kNoInstrument) continue;
    set.notes.push_back({module_at(patches, one.place)->id, one.midi(), one.velocity});
  }
  return set;
}

std::vector<osc::Message> HeldBook::lines(const PatchEditor& patches, Frame now) const {
  std::vector<osc::Message> lines;
  // Gates first: a note's own is opened by itself.
  for (const auto& gate : set(patches).gates) lines.push_back(line_of(gate));
  for (const Note& one : notes_) {
    if (!one.is_clients() || one.ends_at <= now) continue;
    if (instrument_of(one, patches) == engine::kNoInstrument) continue;
    auto line = line_of(HeldNote{module_at(patches, one.place)->id, one.midi(), one.velocity});
    if (one.ends_at != kNever) {
      line.args.emplace_back(static_cast<double>(one.ends_at - now) / patches.rate());
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace chronus::conductor
