// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/frame.hpp"

namespace chronus::supervisor {

/// How long a block sounds.
inline std::int64_t block_ns(const StreamFormat& format) {
  return std::int64_t{1'000'000'000} * format.block_frames / format.rate;
}

}  // namespace chronus::supervisor
