// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.hpp"

namespace chronus::osc {

/// Bounds the work of matches(), which grows with pattern length × address length.
inline constexpr std::size_t kMaxPatternLength = 512;

/// True when the address holds one of `? * [ ] { }`.
bool is_pattern(std::string_view address);

/// Success when the pattern follows OSC 1.0: `?` any character, `*` any run of characters, `[a-z]`
/// one of, `[!a-z]` none of, `{kick,hat}` either word; none of them crosses a '/'. The Error names
/// the position, counted from 0.
Status check_pattern(std::string_view pattern);

/// Whether the pattern matches all of the address; a malformed pattern matches nothing.
bool matches(std::string_view pattern, std::string_view address);

}  // namespace chronus::osc
