// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

#include "options.hpp"

namespace chronus::ctl {

/// Offers all commands. The one that is asked for is in `chosen` once the line is parsed, and what
/// it was told in `options`; both outlive the app.
void add_commands(CLI::App& app, Options* options, Command* chosen);

}  // namespace chronus::ctl
