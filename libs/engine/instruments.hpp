// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

#include "engine/patch.hpp"

namespace chronus::engine {

inline constexpr std::uint16_t kNoInstrument = 0xFFFF;

/// By place: the lowest place of the instrument that the module there is part of; kNoInstrument for
/// mono modules and empty places. Connected are modules of one number of voices that a cable joins,
/// whichever way it goes.
using Instruments = std::array<std::uint16_t, kModulePlaces>;

/// Expects check_entries() to have passed. Not real-time.
Instruments instruments_of(const PatchDescription& patch);

}  // namespace chronus::engine
