// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/result.hpp"

namespace chronus::conductor {

/// Whether clients may have a type (index into engine::module_types(), -1 is nobody's affair here):
/// one for drills only where they are on.
Status check_drill(int type, bool drills);

/// JSON array of every module type that clients may have: name, aliases, summary.
std::string module_list_json(bool drills);
/// JSON object of one type (index into engine::module_types()): ports, parameters with unit,
/// range, default, curve and smoothing. `is_classic`: as older clients count (classic.hpp).
std::string module_info_json(int type, bool is_classic);

}  // namespace chronus::conductor
