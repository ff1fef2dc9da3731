// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "catalog/catalog.hpp"
#include "engine/patch.hpp"

namespace chronus::engine {

/// Puts the caller's names of places into errors; "place 7" where there is none.
struct PlaceNames {
  const char* (*name_of)(int place, void* context) = nullptr;
  void* context = nullptr;

  /// Null where the caller gave no name.
  const char* find(int place) const { return name_of ? name_of(place, context) : nullptr; }
  std::string operator()(int place) const;
};

/// Types, identities, parameter values, indices of connections and limits. No cycle check.
Status check_entries(const PatchDescription& patch, const catalog::Catalog& catalog,
                     const PlaceNames& names);

/// Whether the connection's source must have been processed before its destination. What a module
/// that breaks cycles is given counts a tick later. Of entries that check_entries() has passed.
bool must_wait(const PatchDescription& patch, const catalog::Catalog& catalog,
               const Connection& connection);

/// Places in the order in which they must be processed: every source before what it feeds, the
/// lowest place first where there is a choice. What feeds an input of a module that breaks cycles
/// may come behind it. The error names the modules of a cycle. Expects check_entries() to have
/// passed.
Result<std::vector<std::uint16_t>> render_order(const PatchDescription& patch,
                                                const catalog::Catalog& catalog,
                                                const PlaceNames& names);

}  // namespace chronus::engine
