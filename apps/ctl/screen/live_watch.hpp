// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "apps/ctl/client.hpp"

namespace chronus::ctl {

/// The live screen, until `q`, SIGINT, SIGTERM or the end of its terminal, which gets back what it
/// was. No answer within `wait` at the start is kNoAnswer; later silence is said, and waited out.
int live_watch(Client& client, std::chrono::milliseconds wait);

}  // namespace chronus::ctl
