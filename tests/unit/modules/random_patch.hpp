// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <random>
#include <vector>

#include "engine/patch.hpp"
#include "tests/support/built_in_modules.hpp"

namespace chronus::engine {

using catalog::ModuleInfo;
using catalog::ParameterInfo;

inline std::vector<const ModuleInfo*> types_that_mean_no_harm() {
  std::vector<const ModuleInfo*> types;
  for (const ModuleInfo& type : test::built_in_catalog()) {
    if (!type.drill_only) types.push_back(&type);
  }
  return types;
}

inline float uniform(std::mt19937& random, float low, float high) {
  return low + (high - low) * (static_cast<float>(random() >> 8) * 0x1p-24F);
}

/// Mostly one of its ends.
inline float extreme_value(std::mt19937& random, const ParameterInfo& info) {
  switch (random() % 4) {
    case 0:
      return info.minimum;
    case 1:
      return uniform(random, info.minimum, info.maximum);
    default:
      return info.maximum;
  }
}

/// Modules at places 0 up, mono or of several voices, each of which may feed any behind it.
inline PatchDescription random_patch(std::mt19937& random) {
  const auto types = types_that_mean_no_harm();
  PatchDescription patch;
  patch.version = 1;
  const int count = 2 + static_cast<int>(random() % 14);
  const auto outputs_at = [&](int place) {
    return test::built_in_catalog().find(patch.modules[place].type)->outputs.size();
  };
  const auto connect = [&](Connection connection) {
    patch.connections[patch.connection_count++] = connection;
  };
  for (int place = 0; place < count; ++place) {
    auto& entry = patch.modules[place];
    const ModuleInfo& type = *types[random() % types.size()];
    entry.type = type.id();
    entry.identity = static_cast<std::uint32_t>(place + 1);
    // Few numbers of voices, so that many cables join the same.
    constexpr std::uint16_t kVoices[] = {0, 0, 1, 3, 12, 12};
    entry.voices = std::min<std::uint16_t>(kVoices[random() % std::size(kVoices)],
                                           static_cast<std::uint16_t>(type.most_voices));
    for (std::size_t i = 0; i < type.params.size(); ++i) {
      entry.values[i] = extreme_value(random, type.params[i]);
    }
    for (auto links = place == 0 ? 0 : random() % 12; links > 0; --links) {
      const auto from = static_cast<std::uint16_t>(random() % static_cast<unsigned>(place));
      const auto port = static_cast<std::uint8_t>(random() % outputs_at(from));
      const bool modulates = type.inputs.empty() || random() % 3 == 0;
      const auto ends = modulates ? type.params.size() : type.inputs.size();
      Connection connection{.src_module = from,
                            .src_port = port,
                            .target = modulates ? Target::kParam : Target::kInput,
                            .dst_module = static_cast<std::uint16_t>(place),
                            .dst_index = static_cast<std::uint8_t>(random() % ends)};
      if (modulates && random() % 2 == 0) {
        const bool is_hz = counts_in_octaves(type.params[connection.dst_index]);
        if (is_hz && random() % 2 == 0) connection.depth_unit = DepthUnit::kOctaves;
        connection.depth = uniform(random, -8.0F, 8.0F);
      }
      const auto* end = patch.connections + patch.connection_count;
      if (std::find(std::cbegin(patch.connections), end, connection) == end) connect(connection);
    }
    if (random() % 2 == 0 || place == count - 1) {
      connect({.src_module = static_cast<std::uint16_t>(place), .target = Target::kOutput});
    }
  }
  return patch;
}

}  // namespace chronus::engine
