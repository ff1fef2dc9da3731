// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/frame.hpp"
#include "base/json.hpp"
#include "conductor/route.hpp"

namespace chronus::conductor {

/// As many sequencers as `/status` holds beside the rest; the others are asked for by an offset.
inline constexpr std::size_t kMostStatusBytes = 40'000;

/// Some of the sequencers, copied.
struct SequencersStatus {
  std::vector<sequencer::SequencerBrief> list;
  std::size_t next = 0;  ///< behind the last of them
  std::size_t total = 0;
};

/// What a module costs.
struct ModuleCost {
  std::string id;
  std::string_view type;        ///< its name in the catalogue
  std::optional<double> share;  ///< of a block's time; nothing where it is not known
};

/// Those that may be heard, and what their door says.
struct SamplesStatus {
  std::size_t count = 0;
  std::uint64_t bytes = 0;
  SampleDoor::Facts facts = {};
};

/// Of events of SuperDirt's protocol.
struct DirtStatus {
  std::uint64_t played = 0;
  std::uint64_t missed = 0;          ///< whose sound is missing
  std::vector<std::string> missing;  ///< the first of these sounds, by name
};

/// The conductor's part of `/status`, at one moment: plain values, which any thread may render.
struct SceneStatus {
  Frame horizon = 0;  ///< up to which all is decided
  double bpm = 0.0;   ///< the transport's
  std::size_t modules = 0;
  std::int64_t hits_per_second = 0;
  Counters counters;
  std::uint64_t thinned = 0;  ///< hits that were left out
  SequencersStatus sequencers;
  std::string session;              ///< its name; empty where it has none
  bool session_dirty = false;       ///< something was changed since it was saved or loaded
  std::vector<ModuleCost> dearest;  ///< filled by who can ask the workers
  SamplesStatus samples;
  DirtStatus dirt;
};

/// A copy of what there is on the conductor's thread.
SceneStatus scene_status(const Scene& scene, Frame horizon);
/// Sequencers from the one with that index on, as many as fit, one at least.
SequencersStatus sequencers_status(const Scene& scene, std::size_t first, std::size_t most_bytes);

// As `/status` tells them. Any thread; throw std::bad_alloc.
Json to_json(const SceneStatus& status);
Json to_json(const SequencersStatus& status);
Json to_json(const std::vector<ModuleCost>& costs);

}  // namespace chronus::conductor
