// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "catalog/catalog.hpp"

namespace chronus::catalog {

/// All that docs/modules.md has of the modules but those for drills: a list, then for each its
/// ports, parameters and an example in OSC lines. Any thread.
std::string markdown(const Catalog& catalog);

/// A line or two of text for a terminal.
std::string summary_text(const ModuleInfo& module);

}  // namespace chronus::catalog
