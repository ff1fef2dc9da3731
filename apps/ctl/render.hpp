// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace chronus::ctl {

/// Becomes chronus-render with these arguments: the one beside this program, else that of $PATH.
/// Returns only where there is none.
int render(const std::vector<std::string>& arguments);

}  // namespace chronus::ctl
