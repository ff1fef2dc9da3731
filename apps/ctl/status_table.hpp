// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/result.hpp"

namespace chronus::ctl {

/// The JSON of /status.reply as tables for a person. Missing fields show as `-`.
Result<std::string> status_table(const std::string& json);

/// The same in one line.
Result<std::string> status_line(const std::string& json);

/// The JSON of /module/cost.reply as a table, in its order, with their sum.
Result<std::string> module_table(const std::string& json);

/// Seconds; 0 where the JSON does not say.
double uptime_of(const std::string& json);

}  // namespace chronus::ctl
