// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "base/frame.hpp"
#include "base/result.hpp"

namespace chronus::score {

/// Later frames than this are refused: some 760 000 years at 192 kHz, and far from overflow.
inline constexpr Frame kMaxFrame = Frame{1} << 62;

/// `72000f` as that frame, `1.5` as the frame nearest to that many seconds at `rate`, halves up.
/// Exact decimal arithmetic, to a tenth of a picosecond: no double stands in between.
Result<Frame> parse_time(std::string_view text, int rate);

}  // namespace chronus::score
