// SPDX-License-Identifier: MIT
#include "services/status/module_costs.hpp"

#include <algorithm>
#include <utility>

#include "services/meter/meter.hpp"

namespace chronus::services {
namespace {

/// As many as stand in `/status`, which everybody asks for.
constexpr std::size_t kDearest = 5;

}  // namespace

std::vector<conductor::ModuleCost> module_costs(const conductor::Scene& scene,
                                                const Meters* meters) {
  std::vector<conductor::ModuleCost> costs;
  const auto& playing = scene.patches.playing();
  costs.reserve(playing.seats.size());
  for (const auto& [id, seat] : playing.seats) {
    const auto& type = conductor::type_of(playing.patch.modules()[seat.index]);
    const auto place = static_cast<int>(index_of(seat.place));
    costs.push_back({id, type.name, meters == nullptr ? std::nullopt : meters->cost(place)});
  }
  std::stable_sort(costs.begin(), costs.end(),
                   [](const auto& a, const auto& b) { return a.share > b.share; });
  return costs;
}

conductor::SceneStatus status_of(const conductor::Scene& scene, Frame now, const Meters* meters) {
  auto status = conductor::scene_status(scene, now);
  status.dearest = module_costs(scene, meters);
  std::erase_if(status.dearest, [](const auto& module) { return !module.share; });
  if (status.dearest.size() > kDearest) status.dearest.resize(kDearest);
  return status;
}

}  // namespace chronus::services
