// SPDX-License-Identifier: MIT
#pragma once

#include "supervisor/options.hpp"

namespace chronus::supervisor {

/// Runs the supervisor until SIGTERM, SIGINT or the end of the score. Gives the exit status: 0 for
/// an orderly end, 1 when it could not begin (the log says why). Call from the main thread before
/// any other thread exists.
int run(const Options& options);

}  // namespace chronus::supervisor
