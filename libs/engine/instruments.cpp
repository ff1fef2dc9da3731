// SPDX-License-Identifier: MIT
#include "engine/instruments.hpp"

#include <algorithm>
#include <span>

namespace chronus::engine {
namespace {

/// The lowest place that this one is joined with so far.
std::uint16_t root_of(Instruments& joined, std::uint16_t place) {
  while (joined[place] != place) place = joined[place] = joined[joined[place]];
  return place;
}

}  // namespace

Instruments instruments_of(const PatchDescription& patch) {
  Instruments joined;
  for (std::uint16_t place = 0; place < kModulePlaces; ++place) {
    const ModuleEntry& entry = patch.modules[place];
    const bool has_voices = entry.type != catalog::ModuleId::kNone && entry.voices > 0;
    joined[place] = has_voices ? place : kNoInstrument;
  }
  for (const Connection& c : std::span(patch.connections, patch.connection_count)) {
    if (c.target == Target::kOutput || joined[c.src_module] == kNoInstrument) continue;
    if (patch.modules[c.src_module].voices != patch.modules[c.dst_module].voices) continue;
    const auto [low, high] =
        std::minmax({root_of(joined, c.src_module), root_of(joined, c.dst_module)});
    joined[high] = low;
  }
  for (std::uint16_t place = 0; place < kModulePlaces; ++place) {
    if (joined[place] != kNoInstrument) joined[place] = root_of(joined, place);
  }
  return joined;
}

}  // namespace chronus::engine
