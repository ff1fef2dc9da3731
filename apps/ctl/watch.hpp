// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "client.hpp"

namespace chronus::ctl {

/// Subscribes and prints events, each behind its time, until SIGINT, SIGTERM or the end of its
/// reader; then unsubscribes. `steps`: those of sequencers too. No answer within `wait` at the
/// start is kNoAnswer; later silence, and its end, are said within two seconds and waited out.
int watch(Client& client, std::chrono::milliseconds wait, bool steps);

}  // namespace chronus::ctl
