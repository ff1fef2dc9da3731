// SPDX-License-Identifier: MIT
#include "engine/plan.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#include "engine/instruments.hpp"
#include "engine/own_values.hpp"
#include "engine/voices.hpp"

namespace chronus::engine {

using catalog::Catalog;
using catalog::ModuleInfo;

namespace {

constexpr std::size_t kTableAlign = 8;

constexpr std::size_t align_up(std::size_t at, std::size_t align) {
  return (at + align - 1) / align * align;
}

/// The offset at which the table stands.
template <class T>
std::uint32_t append(std::vector<std::byte>& bytes, const std::vector<T>& table) {
  const std::size_t at = align_up(bytes.size(), kTableAlign);
  bytes.resize(at + table.size() * sizeof(T));
  if (!table.empty()) std::memcpy(bytes.data() + at, table.data(), table.size() * sizeof(T));
  return static_cast<std::uint32_t>(at);
}

struct Tables {
  std::vector<PlanNode> nodes;
  std::vector<Connection> connections;
  std::vector<std::vector<std::uint16_t>> input_sources;
  std::vector<std::vector<Modulator>> modulators;
  std::vector<OutputSource> outputs;
  std::vector<std::uint16_t> places = std::vector<std::uint16_t>(kModulePlaces, kNoNode);
  std::vector<PlanInstrument> instruments;
  std::vector<std::uint16_t> members;
  std::vector<SharedGroup> groups;
  std::uint32_t buffer_count = 0;
  std::uint32_t voice_count = 0;
  std::uint32_t own_value_bytes = 0;
};

void add_node(Tables& tables, std::uint16_t place, const ModuleEntry& entry, const ModuleInfo& info,
              int rate) {
  tables.places[place] = static_cast<std::uint16_t>(tables.nodes.size());
  tables.nodes.push_back(
      {.place = place,
       .voices = entry.voices,
       .type = entry.type,
       .identity = entry.identity,
       .first_input = static_cast<std::uint32_t>(tables.input_sources.size()),
       .first_param = static_cast<std::uint32_t>(tables.modulators.size()),
       .first_buffer = tables.buffer_count,
       .state_at = 0,
       .state_bytes = static_cast<std::uint32_t>(info.bytes(rate, lanes_of(entry.voices))),
       .instrument = kNoIndex,
       .own_values_at = kNoIndex});
  tables.input_sources.resize(tables.input_sources.size() + info.inputs.size());
  tables.modulators.resize(tables.modulators.size() + info.params.size());
  tables.buffer_count += static_cast<std::uint32_t>(info.outputs.size());
  if (entry.voices == 0) return;
  // From where they begin, which is not known yet.
  tables.nodes.back().own_values_at = tables.own_value_bytes;
  tables.own_value_bytes +=
      static_cast<std::uint32_t>(OwnValues::bytes(info.params.size(), lanes_of(entry.voices)));
}

void add_instruments(Tables& tables, const PatchDescription& patch) {
  const Instruments roots = instruments_of(patch);
  for (std::uint16_t root = 0; root < kModulePlaces; ++root) {
    if (roots[root] != root) continue;
    PlanInstrument instrument{.voices = patch.modules[root].voices,
                              .member_count = 0,
                              .first_member = static_cast<std::uint32_t>(tables.members.size()),
                              .first_voice = tables.voice_count};
    for (std::size_t i = 0; i < tables.nodes.size(); ++i) {
      if (roots[tables.nodes[i].place] != root) continue;
      tables.nodes[i].instrument = static_cast<std::uint32_t>(tables.instruments.size());
      tables.members.push_back(static_cast<std::uint16_t>(i));
      ++instrument.member_count;
    }
    tables.voice_count += instrument.voices;
    tables.instruments.push_back(instrument);
  }
}

bool is_in_octaves(const Modulator& modulator) { return modulator.unit == DepthUnit::kOctaves; }

void add_connection(Tables& tables, const Connection& connection) {
  tables.connections.push_back(connection);
  const PlanNode& source = tables.nodes[tables.places[connection.src_module]];
  const auto buffer = static_cast<std::uint16_t>(source.first_buffer + connection.src_port);
  if (connection.target == Target::kOutput) {
    tables.outputs.push_back({buffer, connection.dst_index});
    return;
  }
  const PlanNode& destination = tables.nodes[tables.places[connection.dst_module]];
  if (connection.target == Target::kInput) {
    tables.input_sources[destination.first_input + connection.dst_index].push_back(buffer);
  } else {
    auto& modulators = tables.modulators[destination.first_param + connection.dst_index];
    const bool is_added = connection.depth_unit == DepthUnit::kParameter;
    const auto at = is_added ? std::find_if(modulators.begin(), modulators.end(), is_in_octaves)
                             : modulators.end();
    modulators.insert(at, Modulator{buffer, connection.depth_unit, 0, connection.depth});
  }
}

template <class Source>
std::vector<SourceList> flatten(const std::vector<std::vector<Source>>& lists,
                                std::vector<Source>& sources) {
  std::vector<SourceList> flat;
  for (const auto& list : lists) {
    flat.push_back(
        {static_cast<std::uint32_t>(sources.size()), static_cast<std::uint32_t>(list.size())});
    sources.insert(sources.end(), list.begin(), list.end());
  }
  return flat;
}

/// Gives every node the place of its state behind the ramps; the arena's end. Where that is beyond
/// kArenaBytes the places may have wrapped: the caller refuses the plan.
std::size_t lay_out_states(Tables& tables, std::size_t at) {
  auto group = tables.groups.begin();
  for (std::size_t node = 0; node < tables.nodes.size();) {
    const bool is_shared = group != tables.groups.end() && group->first == node;
    const std::size_t end = node + (is_shared ? group->count : 1U);
    at = align_up(at, kStateAlign);
    const std::size_t lanes = is_shared ? kGroupLanes : 1;
    const std::size_t bytes = tables.nodes[node].state_bytes * lanes;
    for (; node < end; ++node) tables.nodes[node].state_at = static_cast<std::uint32_t>(at);
    at += bytes;
    if (is_shared) ++group;
  }
  return at;
}

std::vector<std::byte> write_tables(Tables& tables, const PatchDescription& patch) {
  PlanHeader header{};
  header.magic = kPlanMagic;
  header.format = kPlanFormat;
  header.patch_version = patch.version;
  header.fade_frames = patch.fade_frames;
  header.node_count = static_cast<std::uint32_t>(tables.nodes.size());
  header.connection_count = static_cast<std::uint32_t>(tables.connections.size());
  header.input_count = static_cast<std::uint32_t>(tables.input_sources.size());
  header.param_count = static_cast<std::uint32_t>(tables.modulators.size());
  header.output_count = static_cast<std::uint32_t>(tables.outputs.size());
  header.buffer_count = tables.buffer_count;
  header.instrument_count = static_cast<std::uint32_t>(tables.instruments.size());
  header.member_count = static_cast<std::uint32_t>(tables.members.size());
  header.voice_count = tables.voice_count;
  header.own_value_bytes = tables.own_value_bytes;
  header.group_count = static_cast<std::uint32_t>(tables.groups.size());

  std::vector<std::uint16_t> sources;
  const auto inputs = flatten(tables.input_sources, sources);
  std::vector<Modulator> modulators;
  const auto params = flatten(tables.modulators, modulators);
  header.source_count = static_cast<std::uint32_t>(sources.size());
  header.modulator_count = static_cast<std::uint32_t>(modulators.size());

  std::vector<std::byte> bytes(sizeof(PlanHeader));
  append(bytes, tables.nodes);
  header.connections_at = append(bytes, tables.connections);
  header.inputs_at = append(bytes, inputs);
  header.params_at = append(bytes, params);
  header.sources_at = append(bytes, sources);
  header.modulators_at = append(bytes, modulators);
  header.outputs_at = append(bytes, tables.outputs);
  header.places_at = append(bytes, tables.places);
  header.instruments_at = append(bytes, tables.instruments);
  header.members_at = append(bytes, tables.members);
  header.groups_at = append(bytes, tables.groups);
  bytes.resize(align_up(bytes.size(), kTableAlign));
  header.static_bytes = static_cast<std::uint32_t>(bytes.size());
  header.notes_at = header.static_bytes;
  header.ramps_at = static_cast<std::uint32_t>(header.notes_at + sizeof(NoteCounters) +
                                               header.voice_count * sizeof(Voice));
  header.own_values_at = static_cast<std::uint32_t>(
      align_up(header.ramps_at + header.param_count * sizeof(ParamRamp), kTableAlign));
  for (PlanNode& node : tables.nodes) {
    if (node.own_values_at != kNoIndex) node.own_values_at += header.own_values_at;
  }
  const std::size_t states_at = header.own_values_at + header.own_value_bytes;
  const std::size_t used_bytes = lay_out_states(tables, states_at);
  header.used_bytes = static_cast<std::uint32_t>(
      std::min<std::size_t>(used_bytes, std::numeric_limits<std::uint32_t>::max()));

  std::memcpy(bytes.data(), &header, sizeof(header));
  if (!tables.nodes.empty()) {
    std::memcpy(bytes.data() + sizeof(header), tables.nodes.data(),
                tables.nodes.size() * sizeof(PlanNode));
  }
  return bytes;
}

std::vector<std::byte> plan_of(const PatchDescription& patch, const Catalog& catalog, int rate,
                               const PackedOrder& order) {
  Tables tables;
  for (const std::uint16_t place : order.places) {
    const ModuleEntry& entry = patch.modules[place];
    add_node(tables, place, entry, *catalog.find(entry.type), rate);
  }
  for (std::uint32_t i = 0; i < patch.connection_count; ++i) {
    add_connection(tables, patch.connections[i]);
  }
  add_instruments(tables, patch);
  tables.groups = order.groups;
  return write_tables(tables, patch);
}

std::size_t used_bytes(const std::vector<std::byte>& plan) {
  return PlanView(plan.data()).header().used_bytes;
}

Result<std::vector<std::byte>> checked_plan(const PatchDescription& patch, const Catalog& catalog,
                                            int rate, const PlaceNames& names, bool is_packed) {
  if (Status status = check_entries(patch, catalog, names); !status) return status.error();
  const auto order = render_order(patch, catalog, names);
  if (!order) return order.error();
  std::vector<std::byte> plan;
  if (is_packed) plan = plan_of(patch, catalog, rate, pack_modules(patch, catalog, *order));
  // A group has state for all its lanes: what fits without must go on fitting.
  if (!is_packed || used_bytes(plan) > kArenaBytes) {
    plan = plan_of(patch, catalog, rate, {*order, {}});
  }
  if (used_bytes(plan) > kArenaBytes) {
    return Error{"the patch's modules need " + std::to_string(used_bytes(plan)) +
                 " bytes of state at " + std::to_string(rate) + " Hz, a rack holds " +
                 std::to_string(kArenaBytes)};
  }
  return plan;
}

}  // namespace

Result<std::vector<std::byte>> make_plan(const PatchDescription& patch, const Catalog& catalog,
                                         int rate, const PlaceNames& names) {
  return checked_plan(patch, catalog, rate, names, true);
}

Result<std::vector<std::byte>> make_plan_apart(const PatchDescription& patch,
                                               const Catalog& catalog, int rate) {
  return checked_plan(patch, catalog, rate, {}, false);
}

Status check_heard(const PatchDescription& patch) {
  const bool is_heard =
      std::any_of(patch.connections, patch.connections + patch.connection_count,
                  [](const Connection& c) { return c.target == Target::kOutput; });
  if (!is_heard) return Error{"no module is connected to the output"};
  return {};
}

Status check_patch(const PatchDescription& patch, const Catalog& catalog, int rate,
                   const PlaceNames& names) {
  const auto plan = make_plan(patch, catalog, rate, names);
  if (!plan) return plan.error();
  return check_heard(patch);
}

void set_defaults(PatchDescription* patch, const Catalog& catalog) {
  for (auto& entry : patch->modules) {
    const ModuleInfo* info = catalog.find(entry.type);
    if (info == nullptr) continue;
    for (std::size_t i = 0; i < info->params.size(); ++i) {
      entry.values[i] = info->params[i].initial;
    }
  }
}

Result<std::unique_ptr<PatchDescription>> describe(std::span<const std::byte> arena) {
  PlanHeader header;
  if (arena.size() < sizeof(header)) return Error{"rack: shorter than its header"};
  std::memcpy(&header, arena.data(), sizeof(header));
  if (header.magic != kPlanMagic || header.format != kPlanFormat) {
    return Error{"rack: not a rack of this version"};
  }
  if (header.used_bytes != arena.size()) return Error{"rack: its size is not the bytes it uses"};
  if (header.node_count > kMaxModules) return Error{"rack: too many modules"};
  if (header.connection_count > kMaxConnections) return Error{"rack: too many connections"};
  const std::size_t connections_at =
      align_up(sizeof(header) + header.node_count * sizeof(PlanNode), kTableAlign);
  const std::size_t connections_bytes = header.connection_count * sizeof(Connection);
  if (connections_at + connections_bytes > arena.size()) return Error{"rack: tables cut short"};

  auto patch = std::make_unique<PatchDescription>();
  patch->version = header.patch_version;
  patch->fade_frames = header.fade_frames;
  patch->connection_count = header.connection_count;
  std::memcpy(patch->connections, arena.data() + connections_at, connections_bytes);
  for (std::uint32_t i = 0; i < header.node_count; ++i) {
    PlanNode node;
    std::memcpy(&node, arena.data() + sizeof(header) + i * sizeof(node), sizeof(node));
    if (node.place >= kModulePlaces || node.type == catalog::ModuleId::kNone) {
      return Error{"rack: module " + std::to_string(i) + " has a bad place or type"};
    }
    ModuleEntry& entry = patch->modules[node.place];
    if (entry.type != catalog::ModuleId::kNone) return Error{"rack: two modules at one place"};
    entry.type = node.type;
    entry.identity = node.identity;
    entry.voices = node.voices;
  }
  return patch;
}

}  // namespace chronus::engine
