// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "catalog/catalog.hpp"
#include "engine/kernels.hpp"
#include "engine/module.hpp"

namespace chronus::engine {

/// Whether each row of the catalogue has code that was written for just this row, and all code a
/// row. The error names the module.
Status check_code(const catalog::Catalog& catalog, std::span<const ModuleCode> code);

/// A catalogue and the code behind it: what an engine renders with. Not changed once it is made.
class ModuleSet {
 public:
  /// All outlive the set. Aborts unless check_code() passes.
  ModuleSet(const catalog::Catalog& catalog, std::span<const ModuleCode> code,
            const Kernels& kernels = engine::kernels(Simd::kBaseline));

  const catalog::Catalog& catalog() const { return catalog_; }
  /// Null where there is none.
  const ModuleCode* find(catalog::ModuleId id) const;
  const Kernels& kernels() const { return kernels_; }

 private:
  const catalog::Catalog& catalog_;
  const Kernels& kernels_;
  std::vector<std::pair<catalog::ModuleId, const ModuleCode*>> by_id_;  // sorted
};

}  // namespace chronus::engine
