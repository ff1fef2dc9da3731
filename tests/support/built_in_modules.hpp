// SPDX-License-Identifier: MIT
#pragma once

#include "engine/built_in_code.hpp"
#include "engine/module_set.hpp"
#include "tests/support/built_in_catalog.hpp"

namespace chronus::test {

inline const engine::ModuleSet& built_in_modules() {
  static const engine::ModuleSet modules(built_in_catalog(), engine::built_in_code());
  return modules;
}

}  // namespace chronus::test
