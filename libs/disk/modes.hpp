// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

namespace chronus::disk {

/// What is made is its owner's alone.
inline constexpr mode_t kOwnersFile = 0600;
inline constexpr mode_t kOwnersDirectory = 0700;

}  // namespace chronus::disk
