// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "catalog/catalog.hpp"
#include "engine/patch.hpp"

namespace chronus::engine {

/// Modules of one lane, all of one type, that are computed together as the lanes of one group: the
/// n-th in lane n. They come behind each other in the order of processing, from node `first` on.
struct SharedGroup {
  std::uint16_t first;
  std::uint16_t count;  ///< 2 to kGroupLanes
};

/// An order of processing, and which modules share groups in it.
struct PackedOrder {
  std::vector<std::uint16_t> places;
  std::vector<SharedGroup> groups;  ///< ascending, without overlap
};

/// Packs modules of one lane into groups. Together come modules of one type, of which none depends
/// on another, that are as far from what feeds them all and have cables to the same inputs and
/// parameters, filters also others; each, where it can, in the lane that its source
/// has. `order` is render_order()'s, and remains where nothing is packed. A function of the patch
/// alone. Not real-time.
PackedOrder pack_modules(const PatchDescription& patch, const catalog::Catalog& catalog,
                         const std::vector<std::uint16_t>& order);

}  // namespace chronus::engine
