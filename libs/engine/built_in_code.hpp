// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "engine/module.hpp"
#include "engine/simd.hpp"

namespace chronus::engine {

/// The code of the modules that catalog::built_in() lists. is_usable(simd) must hold.
std::span<const ModuleCode> built_in_code(Simd simd = Simd::kBaseline);

}  // namespace chronus::engine
