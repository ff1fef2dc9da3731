// SPDX-License-Identifier: MIT
#pragma once

#include "base/frame.hpp"

namespace chronus::test {

/// What most engines run with.
inline constexpr StreamFormat kFormat{48'000, 128, 2};

}  // namespace chronus::test
