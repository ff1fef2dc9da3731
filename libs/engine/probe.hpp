// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>

#include "base/clock.hpp"
#include "engine/module_costs.hpp"
#include "engine/module_meter.hpp"

namespace chronus::engine {

/// As many modules are measured at a time.
inline constexpr std::size_t kMeters = 8;

/// What is looked at while a patch is rendered. A rack tells it what it does and what it gives, and
/// does the same without it.
struct Probe {
  explicit Probe(Clock now_ns) : costs(now_ns) {}

  ModuleCosts costs;
  std::array<ModuleMeter, kMeters> meters;
};

}  // namespace chronus::engine
