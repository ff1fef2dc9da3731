// SPDX-License-Identifier: MIT
#include "engine/packing.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <queue>
#include <span>
#include <tuple>
#include <utility>

#include "engine/patch_check.hpp"
#include "engine/voices.hpp"

namespace chronus::engine {

using catalog::Catalog;

namespace {

constexpr std::size_t kLanesOfGroup = kGroupLanes;

/// What modules have in common that may share a group.
struct Kind {
  int depth = 0;  ///< modules on the longest way to it
  catalog::ModuleId type = catalog::ModuleId::kNone;
  std::uint64_t inputs = 0;  ///< with a cable, a bit each
  std::uint64_t params = 0;
  auto operator<=>(const Kind&) const = default;
};
static_assert(catalog::kMaxPorts <= 64 && catalog::kMaxParams <= 64);

class Packer {
 public:
  Packer(const PatchDescription& patch, const Catalog& catalog,
         const std::vector<std::uint16_t>& order)
      : kinds_(kModulePlaces),
        sources_(kModulePlaces),
        unit_(kModulePlaces),
        lane_(kModulePlaces, kNoLane) {
    for (const std::uint16_t place : order) kinds_[place].type = patch.modules[place].type;
    for (const Connection& c : std::span(patch.connections, patch.connection_count)) {
      if (c.target == Target::kOutput) continue;
      auto& mask =
          c.target == Target::kInput ? kinds_[c.dst_module].inputs : kinds_[c.dst_module].params;
      mask |= std::uint64_t{1} << c.dst_index;
      if (must_wait(patch, catalog, c)) sources_[c.dst_module].push_back(c.src_module);
    }
    for (const std::uint16_t place : order) {
      for (const std::uint16_t source : sources_[place]) {
        kinds_[place].depth = std::max(kinds_[place].depth, kinds_[source].depth + 1);
      }
    }
    make_units(patch, catalog, order);
  }

  /// Units take their turn as modules do: the lowest place first where there is a choice.
  PackedOrder in_order() const {
    std::vector<int> waiting(units_.size(), 0);
    std::vector<std::vector<std::size_t>> fed(units_.size());
    for (std::size_t unit = 0; unit < units_.size(); ++unit) {
      for (const std::uint16_t place : units_[unit]) {
        for (const std::uint16_t source : sources_[place]) {
          ++waiting[unit];
          fed[unit_[source]].push_back(unit);
        }
      }
    }
    using Turn = std::pair<std::uint16_t, std::size_t>;
    std::priority_queue<Turn, std::vector<Turn>, std::greater<>> ready;
    const auto wait_no_more = [&](std::size_t unit) {
      ready.emplace(*std::min_element(units_[unit].begin(), units_[unit].end()), unit);
    };
    for (std::size_t unit = 0; unit < units_.size(); ++unit) {
      if (waiting[unit] == 0) wait_no_more(unit);
    }
    PackedOrder packed;
    while (!ready.empty()) {
      const std::size_t unit = ready.top().second;
      ready.pop();
      const auto& places = units_[unit];
      if (places.size() > 1) {
        packed.groups.push_back({static_cast<std::uint16_t>(packed.places.size()),
                                 static_cast<std::uint16_t>(places.size())});
      }
      packed.places.insert(packed.places.end(), places.begin(), places.end());
      for (const std::size_t next : fed[unit]) {
        if (--waiting[next] == 0) wait_no_more(next);
      }
    }
    return packed;
  }

 private:
  /// Modules that are processed together, or one.
  using Unit = std::vector<std::uint16_t>;

  void make_units(const PatchDescription& patch, const Catalog& catalog,
                  const std::vector<std::uint16_t>& order) {
    std::map<Kind, Unit> alike;  // what feeds a kind comes before it
    for (const std::uint16_t place : order) {
      const bool may_share = lanes_of(patch.modules[place].voices) == 1 &&
                             catalog.find(patch.modules[place].type)->shares_groups();
      if (may_share) {
        alike[kinds_[place]].push_back(place);
      } else {
        add_unit({place});
      }
    }
    for (auto& [kind, places] : alike) {
      std::sort(places.begin(), places.end(), [&](std::uint16_t a, std::uint16_t b) {
        return std::pair(lane_of_source(a), a) < std::pair(lane_of_source(b), b);
      });
      for (std::size_t from = 0; from < places.size(); from += kLanesOfGroup) {
        const auto begin = places.begin() + static_cast<std::ptrdiff_t>(from);
        const std::size_t count = std::min(kLanesOfGroup, places.size() - from);
        add_unit({begin, begin + static_cast<std::ptrdiff_t>(count)});
      }
    }
  }

  void add_unit(Unit places) {
    for (std::size_t lane = 0; lane < places.size(); ++lane) {
      unit_[places[lane]] = units_.size();
      lane_[places[lane]] = places.size() > 1 ? units_.size() * kLanesOfGroup + lane : kNoLane;
    }
    units_.push_back(std::move(places));
  }

  /// Of all lanes; kNoLane where no source shares a group.
  std::size_t lane_of_source(std::uint16_t place) const {
    for (const std::uint16_t source : sources_[place]) {
      if (lane_[source] != kNoLane) return lane_[source];
    }
    return kNoLane;
  }

  static constexpr std::size_t kNoLane = std::numeric_limits<std::size_t>::max();

  // By place.
  std::vector<Kind> kinds_;
  std::vector<std::vector<std::uint16_t>> sources_;
  std::vector<std::size_t> unit_, lane_;

  std::vector<Unit> units_;
};

}  // namespace

PackedOrder pack_modules(const PatchDescription& patch, const Catalog& catalog,
                         const std::vector<std::uint16_t>& order) {
  return Packer(patch, catalog, order).in_order();
}

}  // namespace chronus::engine
