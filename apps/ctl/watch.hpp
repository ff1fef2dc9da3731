// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "client.hpp"

namespace chronus::ctl {

/// Subscribes and prints events until SIGINT, SIGTERM or the end of its reader; then unsubscribes.
/// Subscribes again now and then, so that it outlives a restart of the server. No answer within
/// `wait` at the start is kNoAnswer; later silence is reported on standard error and waited out.
int watch(Client& client, std::chrono::milliseconds wait);

}  // namespace chronus::ctl
