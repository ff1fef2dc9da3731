// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "conductor/scene_status.hpp"

namespace chronus::services {

class Meters;

/// What each module of the patch that plays costs, the dearest first; nothing is known of it where
/// `meters` is null. The conductor's thread.
std::vector<conductor::ModuleCost> module_costs(const conductor::Scene& scene,
                                                const Meters* meters);

/// The conductor's part of `/status`, with the dearest modules.
conductor::SceneStatus status_of(const conductor::Scene& scene, Frame now, const Meters* meters);

}  // namespace chronus::services
