// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "conductor/conductor.hpp"
#include "conductor/scene_status.hpp"
#include "conductor/service.hpp"
#include "osc/endpoint.hpp"

namespace chronus::services {

class AudioDevices;
class Meters;
class Patches;
class Recordings;
class Sessions;
class Subscriptions;
class Workers;

/// What there is for services to act on beside the conductor's doors. Null: nothing of the kind is
/// here, as offline, where messages about it are lines of a live performance that change no sample,
/// and done. All of it outlives the conductor's last call.
struct Resources {
  Recordings* recordings = nullptr;
  Subscriptions* subscriptions = nullptr;
  Workers* workers = nullptr;
  Meters* meters = nullptr;
  Patches* patches = nullptr;
  Sessions* sessions = nullptr;
  AudioDevices* devices = nullptr;
  /// Where clients of SuperDirt's protocol are told to send values of busses: as `/c_set` they may
  /// come anywhere.
  osc::Endpoint busses = {INADDR_LOOPBACK, 57'110};
  /// Renders the whole of `/status`: the conductor's part, and audio, workers and the rest around
  /// it. Called on another thread than the conductor's.
  std::function<std::string(const conductor::SceneStatus& part)> status =
      [](const conductor::SceneStatus& part) { return to_text(to_json(part)); };
};

/// Gives the conductor every service there is.
void add_all(conductor::Conductor& conductor, const Resources& resources);

}  // namespace chronus::services
