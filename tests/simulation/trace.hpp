// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "world.hpp"

namespace chronus::simulation {

/// `trace` with another round in it: what was heard, who stands where, and what is told of it.
std::uint64_t trace_round(std::uint64_t trace, World& world);

}  // namespace chronus::simulation
