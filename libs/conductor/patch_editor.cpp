// SPDX-License-Identifier: MIT
#include "conductor/patch_editor.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <vector>

#include "conductor/classic.hpp"
#include "conductor/parameter_value.hpp"
#include "engine/patch_check.hpp"
#include "engine/plan.hpp"
#include "sequencer/lane.hpp"

namespace chronus::conductor {
namespace {

static_assert(engine::kNoInstrument == sequencer::kNoInstrument);

constexpr const char* kNoDraft =
    "no draft: begin one with /patch/new, /patch/edit or /patch/create";

constexpr const char* kCycleCure =
    ": take one of these cables out with /patch/disconnect, or lead one through a module of the "
    "type feedback, which lets a cycle pass 16 frames later";

/// The output ports a connection means: for a stereo source both. One whose first is `out` gives
/// that alone where a single signal is wanted, one with `left` and `right` their sum.
std::vector<int> source_ports(const catalog::ModuleInfo& type, int port, bool wants_one) {
  if (port != NamedConnection::kDefault) return {port};
  const int right = catalog::find_output(type, "right");
  const int left = catalog::find_output(type, "left");
  if (right >= 0 && left >= 0) return {left, right};
  if (right >= 0 && !wants_one) return {0, right};
  return {0};
}

/// Writes one engine connection; false when the description is full.
bool add(engine::PatchDescription* to, const engine::Connection& connection) {
  if (to->connection_count >= engine::kMaxConnections) return false;
  to->connections[to->connection_count++] = connection;
  return true;
}

}  // namespace

PatchEditor::Seats PatchEditor::seat_modules(std::uint32_t* next_identity) const {
  Seats seats;
  std::bitset<engine::kModulePlaces> taken;
  for (const auto& [id, seat] : playing_.seats) taken.set(index_of(seat.place));
  for (std::size_t index = 0; index < draft_->modules().size(); ++index) {
    const auto& module = draft_->modules()[index];
    const auto before = playing_.seats.find(module.id);
    const auto goes_on = [&](const NamedModule& one) {
      return one.type == module.type && one.voices == module.voices;
    };
    if (before != playing_.seats.end() && goes_on(playing_.patch.modules()[before->second.index])) {
      seats[module.id] = {before->second.place, before->second.identity, index, &type_of(module)};
      continue;
    }
    std::size_t place = 0;
    while (taken.test(place)) ++place;  // twice as many places as modules: one is always free
    taken.set(place);
    seats[module.id] = {static_cast<Place>(place), (*next_identity)++, index, &type_of(module)};
  }
  return seats;
}

Result<engine::PatchDescription> PatchEditor::compile() const {
  if (!draft_) return Error{kNoDraft};
  std::uint32_t next_identity = next_identity_;
  const auto seats = seat_modules(&next_identity);
  auto description = describe(seats);
  if (!description) return description;
  if (auto checked = check(*description, seats); !checked) return checked.error();
  return description;
}

Result<engine::PatchDescription> PatchEditor::describe() const {
  if (!draft_) return Error{kNoDraft};
  std::uint32_t next_identity = next_identity_;
  return describe(seat_modules(&next_identity));
}

Result<engine::PatchDescription> PatchEditor::describe(const Seats& seats) const {
  engine::PatchDescription description;
  for (const auto& module : draft_->modules()) {
    const auto& seat = seats.at(module.id);
    auto& entry = description.modules[index_of(seat.place)];
    entry.type = type_of(module).id();
    entry.identity = seat.identity;
    entry.voices = static_cast<std::uint16_t>(module.voices);
    std::copy(module.values.begin(), module.values.end(), entry.values);
  }
  bool fits = true;
  for (const auto& named : draft_->connections()) {
    const bool is_heard = named.target == engine::Target::kOutput;
    const bool is_stereo_input =
        named.target == engine::Target::kInput && named.dst_index == NamedConnection::kDefault;
    const bool wants_one = is_heard ? format_.channels == 1 : !is_stereo_input;
    const auto ports = source_ports(type_of(*draft_->find(named.src)), named.src_port, wants_one);
    engine::Connection connection;
    connection.src_module = static_cast<std::uint16_t>(seats.at(named.src).place);
    connection.target = named.target;
    if (named.depth) {
      connection.depth = static_cast<float>(named.depth->amount);
      connection.depth_unit = named.depth->unit;
    }
    if (named.target != engine::Target::kOutput) {
      connection.dst_module = static_cast<std::uint16_t>(seats.at(named.dst).place);
    }
    if (is_stereo_input) {
      // A mono source goes to both sides.
      const auto inputs = stereo_inputs(type_of(*draft_->find(named.dst)));
      for (std::size_t side = 0; side < inputs.size(); ++side) {
        connection.src_port = static_cast<std::uint8_t>(ports[side % ports.size()]);
        connection.dst_index = static_cast<std::uint8_t>(inputs[side]);
        fits = fits && add(&description, connection);
      }
      continue;
    }
    const bool spread = is_heard && named.dst_index < 0;
    for (std::size_t i = 0; i < ports.size(); ++i) {
      connection.src_port = static_cast<std::uint8_t>(ports[i]);
      if (!spread) {
        connection.dst_index = static_cast<std::uint8_t>(named.dst_index);
        fits = fits && add(&description, connection);
        continue;
      }
      // A mono source goes to every channel, the ports of a stereo one alternate over them.
      for (int channel = 0; channel < format_.channels; ++channel) {
        const bool mine = static_cast<std::size_t>(channel) % ports.size() == i;
        if (!mine && format_.channels > 1) continue;
        connection.dst_index = static_cast<std::uint8_t>(channel);
        fits = fits && add(&description, connection);
      }
    }
  }
  if (!fits) return Error{"the patch has too many connections"};
  return description;
}

/// Whether the workers can build it; its errors name the modules.
Status PatchEditor::check(const engine::PatchDescription& description, const Seats& seats) const {
  std::array<const char*, engine::kModulePlaces> names{};
  for (const auto& [id, seat] : seats) names[index_of(seat.place)] = id.c_str();
  const auto name_of = [](int place, void* context) {
    return (*static_cast<decltype(names)*>(context))[static_cast<std::size_t>(place)];
  };
  const engine::PlaceNames place_names{name_of, &names};
  const auto checked = engine::check_patch(description, *catalog_, format_.rate, place_names);
  const bool has_cycle = !checked && engine::check_entries(description, *catalog_, place_names) &&
                         !engine::render_order(description, *catalog_, place_names);
  return has_cycle ? Error{checked.reason() + kCycleCure} : checked;
}

void PatchEditor::commit() {
  const auto description = describe();
  Seats seats = seat_modules(&next_identity_);
  std::vector<int> index_at(engine::kModulePlaces, -1);
  std::vector<std::uint32_t> identity_at(engine::kModulePlaces, 0);
  std::vector<bool> gate_at(engine::kModulePlaces, false);
  for (const auto& [id, seat] : seats) {
    index_at[index_of(seat.place)] = static_cast<int>(seat.index);
    identity_at[index_of(seat.place)] = seat.identity;
    const auto before = playing_.seats.find(id);
    if (before == playing_.seats.end() || before->second.identity != seat.identity) continue;
    // A module that goes on keeps the values it plays with, not those the draft began with.
    draft_->at(seat.index).values = playing_.patch.at(before->second.index).values;
    draft_->at(seat.index).sample = playing_.patch.at(before->second.index).sample;
    gate_at[index_of(seat.place)] = is_gate_open(before->second.place);
  }
  SeatsByHash by_hash(seats.begin(), seats.end());
  playing_ = {std::move(*draft_),     std::move(seats),   std::move(index_at),
              std::move(identity_at), std::move(gate_at), engine::instruments_of(*description),
              std::move(by_hash)};
  draft_.reset();
  has_committed_ = true;
}

void PatchEditor::play_default() {
  begin_with(default_patch(catalog(), format_.channels));
  commit();
  has_committed_ = false;
}

double PatchEditor::units_of_message(Place place, int param) const {
  const auto& type = type_of(playing_.patch.modules()[index_at(place)]);
  return conductor::units_of_message(is_classic_, type, param_info(place, param));
}

const catalog::ParameterInfo& PatchEditor::param_info(Place place, int param) const {
  const auto& module = playing_.patch.modules()[index_at(place)];
  return type_of(module).params[static_cast<std::size_t>(param)];
}

bool PatchEditor::is_out_of_range(Place place, int param, double value) const {
  return within_range(param_info(place, param), value) != static_cast<float>(value);
}

void PatchEditor::note_value(Place place, int param, double value) {
  playing_.patch.at(index_at(place)).values[static_cast<std::size_t>(param)] =
      within_range(param_info(place, param), value);
}

void PatchEditor::note_sample(Place place, std::string name) {
  playing_.patch.at(index_at(place)).sample = std::move(name);
}

float PatchEditor::value_at(Place place, int param) const {
  return playing_.patch.modules()[index_at(place)].values[static_cast<std::size_t>(param)];
}

sequencer::ResolvedTarget PatchEditor::gate(std::string_view module) const {
  sequencer::ResolvedTarget target;
  const auto found = playing_.by_hash.find(module);
  if (found == playing_.by_hash.end()) return target;
  if (!found->second.type->has_gate) return target;
  target.module = static_cast<std::uint16_t>(found->second.place);
  target.instrument = playing_.instruments[target.module];
  target.found = true;
  return target;
}

sequencer::ResolvedTarget PatchEditor::instrument(std::string_view module) const {
  sequencer::ResolvedTarget target;
  const auto found = playing_.by_hash.find(module);
  if (found == playing_.by_hash.end()) return target;
  target.module = static_cast<std::uint16_t>(found->second.place);
  target.instrument = playing_.instruments[target.module];
  target.found = target.plays_notes = target.instrument != engine::kNoInstrument;
  return target;
}

sequencer::ResolvedTarget PatchEditor::param(std::string_view module,
                                             std::string_view param) const {
  sequencer::ResolvedTarget target;
  const auto found = playing_.by_hash.find(module);
  if (found == playing_.by_hash.end()) return target;
  const auto& type = *found->second.type;
  const int index = catalog::find_param(type, param);
  if (index < 0) return param == sequencer::kNoteLane ? instrument(module) : target;
  const auto& info = type.params[static_cast<std::size_t>(index)];
  target.module = static_cast<std::uint16_t>(found->second.place);
  target.param = static_cast<std::uint16_t>(index);
  target.instrument = playing_.instruments[target.module];
  target.plays_notes =
      target.instrument != engine::kNoInstrument && index == catalog::find_pitch(type);
  target.zero_is_legal = info.minimum <= 0.0F && 0.0F <= info.maximum;
  target.found = true;
  return target;
}

}  // namespace chronus::conductor
