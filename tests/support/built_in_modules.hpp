// SPDX-License-Identifier: MIT
#pragma once

#include "engine/built_in_code.hpp"
#include "engine/kernels.hpp"
#include "engine/module_set.hpp"
#include "tests/support/built_in_catalog.hpp"

namespace chronus::test {

inline const engine::ModuleSet& built_in_modules() {
  static const engine::ModuleSet modules(built_in_catalog(), engine::built_in_code());
  return modules;
}

/// With the code for other instructions; is_usable(simd) must hold.
inline const engine::ModuleSet& built_in_modules(engine::Simd simd) {
  if (simd == engine::Simd::kBaseline) return built_in_modules();
  static const engine::ModuleSet modules(built_in_catalog(), engine::built_in_code(simd),
                                         engine::kernels(simd));
  return modules;
}

}  // namespace chronus::test
