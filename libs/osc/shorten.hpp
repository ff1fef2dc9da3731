// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "osc/message.hpp"

namespace chronus::osc {

/// What clients with the smallest usual receive buffer (1.5 kB) take, and one frame of Ethernet.
inline constexpr std::size_t kSmallPacketBytes = 1'400;

/// A `/done` or `/fail` as it is, or, where it would be larger than kSmallPacketBytes, with its
/// echo shortened: long texts end in `…`, the address and the reason later than others, and a last
/// argument `…` stands for those left out. Whether it was done does not depend on what it was.
Message shortened_answer(Message answer);

}  // namespace chronus::osc
