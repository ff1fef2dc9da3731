// SPDX-License-Identifier: MIT
#pragma once

#include "arguments.hpp"

namespace chronus::render {

/// Renders as the arguments say and tells what came of it on the standard streams. The exit status:
/// 0 rendered, 1 failed, or a line of the score did; command_line::kMisuse wrong use.
int render(const Arguments& arguments);

int fail(const std::string& what, int status = 1);

}  // namespace chronus::render
