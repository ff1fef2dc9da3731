// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>

#include "conductor/conductor.hpp"
#include "conductor/service.hpp"

namespace chronus::services {

class Meters;
class Recordings;
class Subscriptions;
class Workers;

/// What there is for services to act on beside the conductor's doors. Null: nothing of the kind is
/// here, as offline, where messages about it are lines of a live performance that change no sample,
/// and done. All of it outlives the conductor's last call.
struct World {
  Recordings* recordings = nullptr;
  Subscriptions* subscriptions = nullptr;
  Workers* workers = nullptr;
  const Meters* meters = nullptr;
  /// Completes the conductor's part of `/status` by audio, workers and the rest.
  std::function<conductor::JsonText(conductor::JsonText part)> status = nullptr;
};

/// Gives the conductor every service there is.
void add_all(conductor::Conductor& conductor, const World& world);

}  // namespace chronus::services
