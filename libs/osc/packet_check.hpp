// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

#include "base/result.hpp"

namespace chronus::osc {

/// Checks that the packet is well formed in every byte that oscpack will look at. Needed because
/// oscpack reports flaws by exceptions without a place, follows a blob length that wraps around,
/// nests without limit, and skips over a string's end when its padding is not zero.
Status check_packet(std::span<const std::byte> packet);

}  // namespace chronus::osc
