// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace chronus::audio {

/// Index of the device called `wanted`, else of the first whose name contains it (in any case). The
/// Error lists what there is.
Result<std::size_t> find_device(const std::vector<std::string>& names, const std::string& wanted);

}  // namespace chronus::audio
