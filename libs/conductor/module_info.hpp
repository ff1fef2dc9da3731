// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/result.hpp"
#include "catalog/catalog.hpp"

namespace chronus::conductor {

/// Whether clients may have a type (null is nobody's affair here): one for drills only where they
/// are on.
Status check_drill(const catalog::ModuleInfo* type, bool drills);

/// JSON array of every module type that clients may have: name, aliases, summary.
std::string module_list_json(const catalog::Catalog& catalog, bool drills);
/// JSON object of one type: ports, parameters with unit, range, default, curve and smoothing.
/// `is_classic`: as older clients count (classic.hpp).
std::string module_info_json(const catalog::ModuleInfo& type, bool is_classic);

}  // namespace chronus::conductor
