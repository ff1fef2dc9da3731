// SPDX-License-Identifier: MIT
// Which voice of an instrument plays which note.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <tuple>

#include "engine/rack.hpp"

namespace chronus::engine {

NoteCounters& Rack::counters() const noexcept {
  return *reinterpret_cast<NoteCounters*>(arena_.memory.get() + plan().header().notes_at);
}

Voice* Rack::voices(const PlanInstrument& instrument) const noexcept {
  std::byte* all = arena_.memory.get() + plan().header().notes_at + sizeof(NoteCounters);
  return reinterpret_cast<Voice*>(all) + instrument.first_voice;
}

template <class Visit>
void Rack::for_each_member(const PlanInstrument& instrument, Visit visit) noexcept {
  for (const auto member : plan().members(instrument)) visit(plan().nodes()[member]);
}

void Rack::wire_notes() {
  for (const PlanNode& node : plan().nodes()) {
    if (node.own_values_at == kNoIndex) continue;
    Run& it = run(node);
    it.pitch = catalog::find_pitch(*it.code->info);
    note_own(node);
  }
  find_next_note_end();
}

Status Rack::check_notes(const Arena& image) const {
  const PlanView view(image.memory.get());
  const std::byte* at = image.memory.get() + view.header().notes_at + sizeof(NoteCounters);
  const auto* all = reinterpret_cast<const Voice*>(at);
  for (std::uint32_t i = 0; i < view.header().voice_count; ++i) {
    const Voice& voice = all[i];
    const bool is_sound = voice.is_held <= 1 && voice.waits <= voice.is_held &&
                          voice.velocity >= 0.0F && voice.velocity <= 1.0F && voice.hz >= 0.0F &&
                          std::isfinite(voice.hz);
    if (!is_sound) return Error{"rack: voice " + std::to_string(i) + " is out of range"};
  }
  return {};
}

float Rack::level(const PlanInstrument& instrument, int lane, Frame now) const noexcept {
  float level = -1.0F;
  for (const auto member : plan().members(instrument)) {
    const PlanNode& node = plan().nodes()[member];
    const Run& it = runs_[member];
    if (!it.lanes().level) continue;
    const LaneState own = lane_state(node, lane);
    level = std::max(level, it.lanes().level(own.state, own.lane, now));
  }
  return level;
}

/// Lowest first: of what nobody hears the first lane, so that notes keep to few groups; then what
/// is released, by when; then what is held, by how loud it is and how long. Where no module tells
/// its level, a voice is as loud as its note.
int Rack::lane_for(const PlanInstrument& instrument, NoteId note, Frame now) const noexcept {
  enum Standing { kSilent, kReleased, kHeld };
  const Voice* all = voices(instrument);
  std::tuple<int, float, std::uint64_t> lowest{kHeld + 1, 0.0F, 0};
  int chosen = 0;
  for (int lane = 0; lane < instrument.voices; ++lane) {
    const Voice& voice = all[lane];
    if (voice.is_held != 0 && voice.note == note) return lane;
    const float loud = level(instrument, lane, now);
    std::tuple<int, float, std::uint64_t> standing{kReleased, 0.0F, voice.order};
    if (voice.is_held != 0) {
      standing = {kHeld, loud < 0.0F ? voice.velocity : loud, voice.order};
    } else if (loud == 0.0F || voice.order == 0) {
      standing = {kSilent, 0.0F, 0};
    }
    if (standing >= lowest) continue;
    lowest = standing;
    chosen = lane;
  }
  return chosen;
}

const PlanInstrument* Rack::instrument_at(int place) const noexcept {
  const PlanNode* node = plan().node_at(place);
  if (!node || node->instrument == kNoIndex) return nullptr;
  return &plan().instruments()[node->instrument];
}

int Rack::lane_of(const PlanInstrument& instrument, NoteId note) const noexcept {
  const Voice* all = voices(instrument);
  for (int lane = 0; lane < instrument.voices; ++lane) {
    if (all[lane].is_held != 0 && all[lane].note == note) return lane;
  }
  return -1;
}

void Rack::note_on(int place, const Note& note, Frame now, bool gates_wait) noexcept {
  const PlanNode* node = plan().node_at(place);
  if (!node || node->instrument == kNoIndex || !std::isfinite(note.hz) || note.hz < 0.0F) return;
  if (!(note.velocity >= 0.0F && note.velocity <= 1.0F)) return;
  const PlanInstrument& instrument = plan().instruments()[node->instrument];
  const int lane = lane_for(instrument, note.id, now);
  Voice& voice = voices(instrument)[lane];
  const bool is_again = voice.is_held != 0 && voice.note == note.id;
  const bool sounds = voice.is_held != 0 || level(instrument, lane, now) > 0.0F;
  if (sounds && !is_again && !gates_wait) ++counters().stolen;
  voice = {.note = note.id,
           .order = ++counters().order,
           .ends_at = note.ends_at,
           .hz = note.hz,
           .velocity = note.velocity,
           .module = node->identity,
           .is_held = 1,
           .waits = static_cast<std::uint16_t>(note.waits ? 1 : 0)};
  for_each_member(instrument, [&](const PlanNode& member) {
    forget_own(member, lane);
    set_pitch(member, lane, note.hz);
    if (!gates_wait && !note.waits) strike(member, lane, note.velocity);
  });
  find_next_note_end();
}

void Rack::begin_note(int place, NoteId note, float velocity, bool gates_wait) noexcept {
  const PlanInstrument* instrument = instrument_at(place);
  const int lane = instrument ? lane_of(*instrument, note) : -1;
  if (lane < 0 || !(velocity >= 0.0F && velocity <= 1.0F)) return;
  Voice& voice = voices(*instrument)[lane];
  if (voice.waits == 0) return;
  voice.waits = 0;
  voice.velocity = velocity;
  if (gates_wait) return;
  for_each_member(*instrument, [&](const PlanNode& member) { strike(member, lane, velocity); });
}

void Rack::bend_note(int place, NoteId note, float hz) noexcept {
  const PlanInstrument* instrument = instrument_at(place);
  const int lane = instrument ? lane_of(*instrument, note) : -1;
  if (lane < 0 || !std::isfinite(hz) || hz < 0.0F) return;
  voices(*instrument)[lane].hz = hz;
  for_each_member(*instrument, [&](const PlanNode& member) { set_pitch(member, lane, hz); });
}

/// 0 Hz: the lane follows the parameter again.
void Rack::set_pitch(const PlanNode& node, int lane, float hz) noexcept {
  if (run(node).pitch < 0) return;
  const auto pitch = static_cast<std::size_t>(run(node).pitch);
  const auto& row = info(node).params[pitch];
  touch(node);
  if (hz > 0.0F) {
    set_own(node, pitch, lane, std::clamp(hz, row.minimum, row.maximum));
  } else {
    forget_own(node, pitch, lane);
  }
  wake_params(node);
}

void Rack::release(const PlanInstrument& instrument, int lane) noexcept {
  Voice& voice = voices(instrument)[lane];
  voice.is_held = voice.waits = 0;
  voice.order = ++counters().order;
  for_each_member(instrument,
                  [&](const PlanNode& member) { gate_lane(member, lane, false, 0.0F); });
}

void Rack::note_off(int place, NoteId meant) noexcept {
  const PlanNode* node = plan().node_at(place);
  if (!node || node->instrument == kNoIndex) return;
  const PlanInstrument& instrument = plan().instruments()[node->instrument];
  for (int lane = 0; lane < instrument.voices; ++lane) {
    const Voice& voice = voices(instrument)[lane];
    if (voice.is_held != 0 && is_meant(voice.note, meant)) {
      release(instrument, lane);
    } else if (meant == kAllNotes) {
      for_each_member(instrument,
                      [&](const PlanNode& member) { gate_lane(member, lane, false, 0.0F); });
    }
  }
  find_next_note_end();
}

void Rack::end_notes(Frame now) noexcept {
  if (now < next_note_end_) return;
  for (const PlanInstrument& instrument : plan().instruments()) {
    for (int lane = 0; lane < instrument.voices; ++lane) {
      const Voice& voice = voices(instrument)[lane];
      if (voice.is_held != 0 && voice.ends_at <= now) release(instrument, lane);
    }
  }
  find_next_note_end();
}

void Rack::find_next_note_end() noexcept {
  next_note_end_ = std::numeric_limits<Frame>::max();
  for (const PlanInstrument& instrument : plan().instruments()) {
    for (int lane = 0; lane < instrument.voices; ++lane) {
      const Voice& voice = voices(instrument)[lane];
      if (voice.is_held != 0) next_note_end_ = std::min(next_note_end_, voice.ends_at);
    }
  }
}

void Rack::forget_notes() noexcept {
  for (const PlanInstrument& instrument : plan().instruments()) {
    std::fill_n(voices(instrument), instrument.voices, Voice{});
  }
  find_next_note_end();
}

void Rack::begin_held_notes() noexcept {
  for (const PlanInstrument& instrument : plan().instruments()) {
    for (int lane = 0; lane < instrument.voices; ++lane) {
      const Voice& voice = voices(instrument)[lane];
      for_each_member(instrument, [&](const PlanNode& member) {
        if (voice.is_held == 0) return forget_own(member, lane);
        // The parameter may have been set since.
        const int pitch = run(member).pitch;
        const bool has_pitch =
            pitch >= 0 && own_values(member).has(static_cast<std::size_t>(pitch), lane);
        if (!has_pitch) set_pitch(member, lane, voice.hz);
        if (voice.waits == 0) strike(member, lane, voice.velocity);
      });
    }
  }
}

void Rack::adopt_notes(const Rack& playing) noexcept {
  counters() = playing.counters();
  for (const PlanNode& node : plan().nodes()) {
    if (node.own_values_at != kNoIndex) note_own(node);
  }
  for (const PlanInstrument& instrument : plan().instruments()) {
    for (int lane = 0; lane < instrument.voices; ++lane) adopt_lane(instrument, lane, playing);
  }
  find_next_note_end();
}

/// An instrument may be made of parts of several that played, and of new modules. A note goes on
/// where the module is that it was played on; of two that meet in a lane the first goes on. It is
/// given to what is new beside it, and a gate that no note holds any more is closed.
void Rack::adopt_lane(const PlanInstrument& instrument, int lane, const Rack& playing) noexcept {
  const auto theirs_of = [&](const PlanNode& member) -> const Voice* {
    if (!shares(member.place, playing)) return nullptr;
    const PlanNode& theirs = *playing.plan().node_at(member.place);
    return playing.voices(playing.plan().instruments()[theirs.instrument]) + lane;
  };
  const auto is_here = [&](std::uint32_t identity) {
    const auto members = plan().members(instrument);
    return std::any_of(members.begin(), members.end(),
                       [&](auto member) { return plan().nodes()[member].identity == identity; });
  };
  Voice& voice = voices(instrument)[lane];
  for_each_member(instrument, [&](const PlanNode& member) {
    const Voice* theirs = theirs_of(member);
    if (!theirs || voice.is_held != 0) return;
    const bool goes_on = theirs->is_held != 0 && is_here(theirs->module);
    if (!goes_on && theirs->order < voice.order) return;
    voice = *theirs;
    voice.is_held = goes_on ? 1 : 0;
    voice.waits = goes_on ? theirs->waits : std::uint16_t{0};
  });
  for_each_member(instrument, [&](const PlanNode& member) {
    const Voice* theirs = theirs_of(member);
    const bool held_it = theirs && theirs->is_held != 0;
    const bool is_the_same = held_it && theirs->note == voice.note && theirs->order == voice.order;
    if (voice.is_held != 0 && !is_the_same) {
      forget_own(member, lane);
      set_pitch(member, lane, voice.hz);
      if (voice.waits == 0) strike(member, lane, voice.velocity);
    } else if (voice.is_held == 0 && held_it) {
      gate_lane(member, lane, false, 0.0F);
    }
  });
}

VoiceUse Rack::voice_use(Frame now) const noexcept {
  VoiceUse use{0, counters().stolen};
  for (const PlanInstrument& instrument : plan().instruments()) {
    for (int lane = 0; lane < instrument.voices; ++lane) {
      const bool is_held = voices(instrument)[lane].is_held != 0;
      if (is_held || level(instrument, lane, now) > 0.0F) ++use.used;
    }
  }
  return use;
}

}  // namespace chronus::engine
