// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "catalog/built_in.hpp"
#include "engine/built_in_code.hpp"
#include "engine/module_set.hpp"

namespace chronus::test {

/// The modules of a build that lacks one of ours, sound in itself.
class OtherBuild {
 public:
  const engine::ModuleSet& modules() const { return modules_; }

 private:
  static bool is_missing(const catalog::ModuleInfo& module) { return module.name == "drill"; }
  static catalog::Catalog make_catalog() {
    const catalog::Catalog ours = catalog::built_in();
    std::vector<catalog::ModuleInfo> rows(ours.begin(), ours.end());
    std::erase_if(rows, is_missing);
    return std::move(*catalog::Catalog::make(rows));
  }
  static std::vector<engine::ModuleCode> make_code() {
    const auto ours = engine::built_in_code();
    std::vector<engine::ModuleCode> code(ours.begin(), ours.end());
    std::erase_if(code, [](const engine::ModuleCode& one) { return is_missing(*one.info); });
    return code;
  }

  catalog::Catalog catalog_ = make_catalog();
  std::vector<engine::ModuleCode> code_ = make_code();
  engine::ModuleSet modules_{catalog_, code_};
};

}  // namespace chronus::test
