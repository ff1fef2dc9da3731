// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "osc/packet.hpp"

namespace chronus::osc {

/// Checks every byte of the packet that oscpack will look at. Needed because oscpack reports flaws
/// by exceptions without a place, follows a blob length that wraps around, nests without limit, and
/// skips over a string's end when its padding is not zero.
///
/// An Error where the framing is broken: nothing can be told from it. Else the messages that must
/// not be given to oscpack, in the order in which they stand; offsets rise.
Result<std::vector<BadMessage>> check_packet(std::span<const std::byte> packet);

}  // namespace chronus::osc
