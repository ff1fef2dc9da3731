// SPDX-License-Identifier: MIT
#include "conductor/route.hpp"

#include <algorithm>
#include <unordered_map>

namespace chronus::conductor {
namespace {

template <class Visit>
void for_each_route(Visit visit) {
  for (const auto routes : {sequencer_routes(), patch_routes(), engine_routes()}) {
    for (const auto& route : routes) visit(route);
  }
}

}  // namespace

const Route* find_route(std::string_view address) {
  static const auto table = [] {
    std::unordered_map<std::string_view, const Route*> rows;
    for_each_route([&](const Route& route) { rows.emplace(route.address, &route); });
    return rows;
  }();
  const auto found = table.find(address);
  return found == table.end() ? nullptr : found->second;
}

std::vector<std::string> known_addresses(const Scene& scene) {
  std::vector<std::string> addresses;
  for_each_route([&](const Route& route) { addresses.emplace_back(route.address); });
  for (const auto& module : scene.patches.playing().patch.modules()) {
    const auto& type = *engine::module_types()[static_cast<std::size_t>(module.type)];
    for (const auto& param : type.params) {
      addresses.push_back("/mod/" + module.id + "/" + std::string(param.name));
      for (const auto alias : param.aliases) {
        addresses.push_back("/mod/" + module.id + "/" + std::string(alias));
      }
    }
    if (type.gate != nullptr) addresses.push_back("/gate/" + module.id);
  }
  return addresses;
}

std::size_t known_address_count(const Scene& scene) {
  std::size_t count = 0;
  for_each_route([&](const Route&) { ++count; });
  for (const auto& module : scene.patches.playing().patch.modules()) {
    const auto& type = *engine::module_types()[static_cast<std::size_t>(module.type)];
    for (const auto& param : type.params) count += 1 + param.aliases.size();
    ++count;
  }
  return count;
}

}  // namespace chronus::conductor
