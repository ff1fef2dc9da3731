// SPDX-License-Identifier: MIT
#include "conductor/setting.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "conductor/classic.hpp"

namespace chronus::conductor {
namespace {

using sequencer::Sequencer;
using sequencer::TempoGrid;
using sequencer::Tick;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

/// `passed` steps later, the next of which lies on `next`.
Sequencer::Place later(const SequencerState& state, std::int64_t passed,
                       sequencer::ExactFrame next) {
  auto place = *state.place;
  place.next = next;
  if (passed <= 0) return place;
  // Steps are counted from the first of the cycle that `current` is in.
  const std::int64_t last = place.current + passed;
  const std::int64_t cycles = floor_div(last, state.steps) - floor_div(place.current, state.steps);
  place.current = static_cast<int>(last % state.steps);
  place.cycle += cycles;
  const auto chain =
      state.settings ? static_cast<std::int64_t>(state.settings->content.chain.size()) : 0;
  if (chain > 0) place.chain_at = static_cast<int>((place.chain_at + cycles) % chain);
  return place;
}

}  // namespace

std::size_t SequencerState::memory_bytes() const {
  std::size_t bytes = sizeof(*this) + sequencer::heap_bytes(id);
  if (settings) bytes += settings->memory_bytes() - sizeof(*settings);
  return bytes;
}

std::size_t SampleState::memory_bytes() const {
  return sizeof(*this) + sequencer::heap_bytes(name) + sequencer::heap_bytes(path) +
         sequencer::heap_bytes(file);
}

SampleState state_of(const SampleBook& book, const std::string& name) {
  const Sample* known = book.find(name);
  if (known == nullptr) return {name, false};
  return {name, true, known->path, known->file};
}

SequencerState state_of(const Sequencer& sequencer, const TempoGrid& transport, Detail detail) {
  SequencerState state;
  state.id = sequencer.id();
  state.playing = sequencer.playing();
  state.own_bpm = sequencer.own_bpm();
  state.division = sequencer.division();
  state.steps = sequencer.steps();
  if (state.playing) {
    state.place = sequencer.place();
    state.next_tick = transport.tick_at(state.place->next);
  }
  if (detail == Detail::kAll) state.settings = sequencer.settings();
  return state;
}

SequencerState state_of(const Scene& scene, const std::string& id, Detail detail) {
  const auto* found = scene.bank.find(id);
  if (found != nullptr) return state_of(*found, scene.bank.transport(), detail);
  SequencerState none;
  none.id = id;
  none.exists = false;
  return none;
}

bool is_alike(const SequencerState& a, const SequencerState& b) {
  return a.exists == b.exists && a.playing == b.playing && !a.is_moved && !b.is_moved &&
         a.settings == b.settings;
}

std::optional<Sequencer::Place> resumed(const SequencerState& state, const TempoGrid& transport,
                                        Frame now) {
  if (!state.place || state.steps < 1 || state.division < 1) return {};
  if (state.own_bpm) {
    const TempoGrid own(transport.rate(), *state.own_bpm, state.place->next);
    const std::int64_t passed = std::max<std::int64_t>(own.next_step(now, state.division), 0);
    return later(state, passed, own.at_step(0, passed, state.division));
  }
  constexpr Tick kTicksPerWhole = 4 * sequencer::kTicksPerBeat;
  if (kTicksPerWhole % state.division != 0) return {};
  const Tick stride = kTicksPerWhole / state.division;
  const Tick next =
      std::max(transport.next_multiple(state.next_tick, stride, now), state.next_tick);
  return later(state, (next - state.next_tick) / stride, transport.at_tick(next));
}

Setting setting_of(const Scene& scene) {
  Setting setting;
  setting.patch = scene.patches.playing().patch;
  setting.bpm = scene.bank.transport().bpm();
  setting.is_whole = true;
  setting.is_classic = scene.patches.is_classic();
  for (const auto& one : scene.bank.all()) {
    setting.sequencers.push_back(state_of(*one, scene.bank.transport(), Detail::kAll));
  }
  setting.held = scene.held.set(scene.patches);
  for (const auto& [name, sample] : scene.samples.all()) {
    if (!sample.path.empty()) setting.samples.push_back(state_of(scene.samples, name));
  }
  return setting;
}

std::string classic_lane(const Setting& set) {
  for (const auto& one : set.sequencers) {
    if (!one.settings) continue;
    for (const auto& to : one.settings->assignments) {
      const auto* module = set.patch->find(to.module);
      if (to.lane.empty() || module == nullptr) continue;
      const auto& type = type_of(*module);
      const int param = catalog::find_param(type, to.param);
      if (param < 0) continue;
      const auto& info = type.params[static_cast<std::size_t>(param)];
      if (units_of_message(true, type, info) > 1.0) return to.lane + " of " + one.id;
    }
  }
  return {};
}

bool is_same_graph(const Patch& a, const Patch& b) {
  return a.connections() == b.connections() &&
         std::equal(a.modules().begin(), a.modules().end(), b.modules().begin(), b.modules().end(),
                    [](const auto& one, const auto& other) {
                      return one.id == other.id && one.type == other.type &&
                             one.voices == other.voices;
                    });
}

std::size_t bytes_of(const Patch& patch) {
  std::size_t bytes = sizeof(patch) + patch.modules().size() * sizeof(NamedModule) +
                      patch.connections().size() * sizeof(NamedConnection);
  for (const auto& module : patch.modules()) bytes += sequencer::heap_bytes(module.id);
  for (const auto& one : patch.connections()) {
    bytes += sequencer::heap_bytes(one.src) + sequencer::heap_bytes(one.dst);
  }
  return bytes;
}

bool waits_for_cycle(const osc::Message& line) {
  static constexpr std::array<std::string_view, 8> kRows{
      "/seq/steps", "/seq/pattern", "/seq/chain", "/seq/param_lane",
      "/seq/prob",  "/seq/ratchet", "/seq/nudge", "/seq/cond"};
  return line.address == "/seq/config" ||
         std::find(kRows.begin(), kRows.end(), line.address) != kRows.end();
}

}  // namespace chronus::conductor
