// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

#include "apps/ctl/options.hpp"

namespace chronus::ctl {

/// `completion bash|zsh`, and what these scripts ask: `complete LINE`, which is not listed.
void add_completion(CLI::App& app, Options* options, Command* chosen);

}  // namespace chronus::ctl
