// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "json_text.hpp"

namespace chronus::ctl {

/// Any JSON for people: the members of an object as lines `name  value`; a list of objects as a
/// table with a column for each member; other lists one entry a line, or in one line where they are
/// a member. What is null or empty shows as `-`.
std::string json_view(const Json& json);

}  // namespace chronus::ctl
