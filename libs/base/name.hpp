// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.hpp"

namespace chronus {

inline constexpr std::size_t kMaxNameLength = 32;

/// True for `[a-z0-9_]{1,32}`: what a module, sequencer or lane may be called.
bool is_valid_name(std::string_view name);

/// Success, or an Error that names the rule; `what` is e.g. "module" or "sequencer".
Status check_name(std::string_view what, std::string_view name);

}  // namespace chronus
