// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace chronus::osc {

/// What strings and blobs of so many bytes take in a packet.
constexpr std::size_t rounded_up_to_4(std::size_t bytes) { return (bytes + 3) & ~std::size_t{3}; }

}  // namespace chronus::osc
