// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/result.hpp"

namespace chronus::ctl {

/// The JSON of /status.reply as tables for a person. Missing fields show as `-`.
Result<std::string> status_table(const std::string& json);

}  // namespace chronus::ctl
