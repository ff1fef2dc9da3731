// SPDX-License-Identifier: MIT
#include "engine/patch_check.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <queue>
#include <span>

#include "engine/output_columns.hpp"

namespace chronus::engine {

using catalog::Catalog;
using catalog::ModuleInfo;

namespace {

std::span<const Connection> connections_of(const PatchDescription& patch) {
  return {patch.connections, patch.connection_count};
}

bool is_module(const PatchDescription& patch, int place) {
  return place < kModulePlaces && patch.modules[place].type != catalog::ModuleId::kNone;
}

/// Of a place whose type there is.
const ModuleInfo& info_at(const PatchDescription& patch, const Catalog& catalog, int place) {
  return *catalog.find(patch.modules[place].type);
}

Status check_values(const ModuleEntry& entry, const ModuleInfo& info, const std::string& name) {
  for (std::size_t i = 0; i < info.params.size(); ++i) {
    if (!std::isfinite(entry.values[i])) {
      return Error{name + ": the value of " + std::string(info.params[i].name) +
                   " is not a finite number"};
    }
  }
  return {};
}

Status check_modules(const PatchDescription& patch, const Catalog& catalog,
                     const PlaceNames& names) {
  std::map<std::uint32_t, int> place_of_identity;
  for (int place = 0; place < kModulePlaces; ++place) {
    if (!is_module(patch, place)) continue;
    const ModuleEntry& entry = patch.modules[place];
    const ModuleInfo* info = catalog.find(entry.type);
    if (info == nullptr) {
      return Error{names(place) + ": there is no module type of the id " +
                   std::to_string(static_cast<std::uint32_t>(entry.type))};
    }
    const auto [other, is_new] = place_of_identity.emplace(entry.identity, place);
    if (!is_new) {
      return Error{names(other->second) + " and " + names(place) + " have the same identity " +
                   std::to_string(entry.identity)};
    }
    if (entry.voices > info->most_voices) {
      return Error{names(place) + ": " + std::to_string(entry.voices) + " voices, " +
                   std::string(info->name) + " has at most " + std::to_string(info->most_voices)};
    }
    if (Status status = check_values(entry, *info, names(place)); !status) return status;
  }
  if (place_of_identity.size() > kMaxModules) {
    return Error{"a patch holds at most " + std::to_string(kMaxModules) +
                 " modules, this one has " + std::to_string(place_of_identity.size())};
  }
  return {};
}

Status check_index(std::size_t index, std::size_t count, const std::string& owner,
                   const char* what) {
  if (index < count) return {};
  return Error{owner + " has no " + what + " " + std::to_string(index) + " (it has " +
               std::to_string(count) + ")"};
}

Status check_depth(const Connection& connection, const ModuleInfo& info, const std::string& owner) {
  const auto& param = info.params[connection.dst_index];
  if (connection.depth_unit > DepthUnit::kOctaves) {
    return Error{"unknown unit of a depth " +
                 std::to_string(static_cast<int>(connection.depth_unit))};
  }
  if (connection.depth_unit == DepthUnit::kOctaves && !counts_in_octaves(param)) {
    return Error{owner + "." + std::string(param.name) + " is no frequency: no octaves"};
  }
  // Also where it is NaN.
  if (!(std::abs(connection.depth) <= kMaxDepth)) {
    return Error{owner + "." + std::string(param.name) + ": a depth beyond 1000000"};
  }
  return {};
}

Status check_destination(const Connection& connection, const PatchDescription& patch,
                         const Catalog& catalog, const PlaceNames& names) {
  if (connection.target > Target::kOutput) {
    return Error{"unknown target " + std::to_string(static_cast<int>(connection.target))};
  }
  const bool has_depth = connection.depth != 1.0F || connection.depth_unit != DepthUnit{};
  if (has_depth && connection.target != Target::kParam) {
    return Error{"a depth, and no parameter that it is for"};
  }
  if (connection.target == Target::kOutput) {
    return check_index(connection.dst_index, kMaxOutputColumns, "the output", "channel");
  }
  if (!is_module(patch, connection.dst_module)) {
    return Error{"the destination, " + names(connection.dst_module) + ", holds no module"};
  }
  const ModuleInfo& info = info_at(patch, catalog, connection.dst_module);
  const std::string owner = names(connection.dst_module);
  if (connection.target == Target::kInput) {
    return check_index(connection.dst_index, info.inputs.size(), owner, "input");
  }
  Status there = check_index(connection.dst_index, info.params.size(), owner, "parameter");
  return there ? check_depth(connection, info, owner) : there;
}

Status check_connection(const Connection& connection, const PatchDescription& patch,
                        const Catalog& catalog, const PlaceNames& names) {
  if (!is_module(patch, connection.src_module)) {
    return Error{"the source, " + names(connection.src_module) + ", holds no module"};
  }
  const ModuleInfo& info = info_at(patch, catalog, connection.src_module);
  if (Status status = check_index(connection.src_port, info.outputs.size(),
                                  names(connection.src_module), "output port");
      !status) {
    return status;
  }
  return check_destination(connection, patch, catalog, names);
}

/// `waiting[place]` > 0 marks the modules that a topological sort could not place: each has a
/// source among them, so walking from source to source must close a cycle.
std::vector<int> find_cycle(const PatchDescription& patch, const Catalog& catalog,
                            const std::vector<int>& waiting) {
  const auto source_of = [&](int place) {
    int lowest = kModulePlaces;
    for (const Connection& c : connections_of(patch)) {
      if (must_wait(patch, catalog, c) && c.dst_module == place && waiting[c.src_module] > 0) {
        lowest = std::min<int>(lowest, c.src_module);
      }
    }
    return lowest;
  };
  const auto first = std::find_if(waiting.begin(), waiting.end(), [](int n) { return n > 0; });
  std::vector<int> walk = {static_cast<int>(first - waiting.begin())};
  auto seen = walk.end();
  for (;;) {
    const int source = source_of(walk.back());
    seen = std::find(walk.begin(), walk.end(), source);
    if (seen != walk.end()) break;
    walk.push_back(source);
  }
  std::vector<int> cycle(seen, walk.end());
  std::reverse(cycle.begin(), cycle.end());
  std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
  cycle.push_back(cycle.front());
  return cycle;
}

Error cycle_error(const std::vector<int>& cycle, const PlaceNames& names) {
  const bool named = names.find(cycle.front()) != nullptr;
  std::string reason = named ? "cycle through " : "cycle through places ";
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    if (i > 0) reason += " -> ";
    reason += named ? names(cycle[i]) : std::to_string(cycle[i]);
  }
  return Error{reason};
}

}  // namespace

bool must_wait(const PatchDescription& patch, const Catalog& catalog, const Connection& c) {
  if (c.target == Target::kOutput) return false;
  return c.target == Target::kParam || !info_at(patch, catalog, c.dst_module).breaks_cycles;
}

std::string PlaceNames::operator()(int place) const {
  const char* name = find(place);
  return name ? name : "place " + std::to_string(place);
}

Status check_entries(const PatchDescription& patch, const Catalog& catalog,
                     const PlaceNames& names) {
  if (patch.connection_count > kMaxConnections) {
    return Error{"a patch holds at most " + std::to_string(kMaxConnections) +
                 " connections, this one has " + std::to_string(patch.connection_count)};
  }
  if (patch.fade_frames > kMaxFadeFrames) {
    return Error{"a crossfade of " + std::to_string(patch.fade_frames) + " frames: at most " +
                 std::to_string(kMaxFadeFrames)};
  }
  if (Status status = check_modules(patch, catalog, names); !status) return status;
  for (std::size_t i = 0; i < patch.connection_count; ++i) {
    if (Status status = check_connection(patch.connections[i], patch, catalog, names); !status) {
      return Error{"connection " + std::to_string(i) + ": " + status.reason()};
    }
  }
  return {};
}

Result<std::vector<std::uint16_t>> render_order(const PatchDescription& patch,
                                                const Catalog& catalog, const PlaceNames& names) {
  std::vector<int> waiting(kModulePlaces, 0);
  std::vector<std::vector<std::uint16_t>> fed(kModulePlaces);
  for (const Connection& connection : connections_of(patch)) {
    if (!must_wait(patch, catalog, connection)) continue;
    ++waiting[connection.dst_module];
    fed[connection.src_module].push_back(connection.dst_module);
  }
  std::priority_queue<std::uint16_t, std::vector<std::uint16_t>, std::greater<>> ready;
  std::size_t count = 0;
  for (std::uint16_t place = 0; place < kModulePlaces; ++place) {
    if (!is_module(patch, place)) continue;
    ++count;
    if (waiting[place] == 0) ready.push(place);
  }
  std::vector<std::uint16_t> order;
  while (!ready.empty()) {
    const std::uint16_t place = ready.top();
    ready.pop();
    order.push_back(place);
    for (const std::uint16_t next : fed[place]) {
      if (--waiting[next] == 0) ready.push(next);
    }
  }
  if (order.size() != count) return cycle_error(find_cycle(patch, catalog, waiting), names);
  return order;
}

}  // namespace chronus::engine
