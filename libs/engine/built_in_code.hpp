// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "engine/module.hpp"

namespace chronus::engine {

/// The code of the modules that catalog::built_in() lists.
std::span<const ModuleCode> built_in_code();

}  // namespace chronus::engine
