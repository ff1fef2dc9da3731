// SPDX-License-Identifier: MIT
#include "engine/module_set.hpp"

#include <algorithm>
#include <string>

#include "base/check.hpp"

namespace chronus::engine {

Status check_code(const catalog::Catalog& catalog, std::span<const ModuleCode> code) {
  for (const auto& module : catalog) {
    const auto is_its = [&](const ModuleCode& one) { return one.info->id() == module.id(); };
    const auto count = std::count_if(code.begin(), code.end(), is_its);
    if (count != 1) {
      return Error{"module '" + std::string(module.name) +
                   (count == 0 ? "' has no code" : "' has code twice")};
    }
  }
  for (const auto& one : code) {
    const auto* module = catalog.find(one.info->id());
    if (module == nullptr) {
      return Error{"the code of '" + std::string(one.info->name) + "' has no row in the catalogue"};
    }
    if (catalog::hash_of(*module) != catalog::hash_of(*one.info)) {
      return Error{"the code of '" + std::string(module->name) + "' was written for another row"};
    }
    if ((module->most_voices > 1) != (one.group.process != nullptr)) {
      return Error{"the code of '" + std::string(module->name) + "' has other voices than its row"};
    }
  }
  return {};
}

ModuleSet::ModuleSet(const catalog::Catalog& catalog, std::span<const ModuleCode> code,
                     const Kernels& kernels)
    : catalog_(catalog), kernels_(kernels) {
  CHRONUS_CHECK(check_code(catalog, code));
  for (const auto& one : code) by_id_.emplace_back(one.info->id(), &one);
  std::sort(by_id_.begin(), by_id_.end());
}

const ModuleCode* ModuleSet::find(catalog::ModuleId id) const {
  const auto found = std::lower_bound(
      by_id_.begin(), by_id_.end(), id,
      [](const auto& row, catalog::ModuleId wanted) { return row.first < wanted; });
  return found == by_id_.end() || found->first != id ? nullptr : found->second;
}

}  // namespace chronus::engine
