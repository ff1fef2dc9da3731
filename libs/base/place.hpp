// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace chronus {

/// A module's place in the patch that plays (engine/patch.hpp): an index that cannot be taken for a
/// parameter's, a slot's or a module's in its patch.
enum class Place : std::uint16_t {};

constexpr std::size_t index_of(Place place) { return static_cast<std::size_t>(place); }

}  // namespace chronus
