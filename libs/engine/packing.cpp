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

#include "catalog/modules/biquad.hpp"
#include "catalog/modules/ladder.hpp"
#include "catalog/modules/svf.hpp"
#include "engine/patch_check.hpp"
#include "engine/voices.hpp"

namespace chronus::engine {

using catalog::Catalog;
using catalog::ModuleId;

namespace {

constexpr std::size_t kLanesOfGroup = kGroupLanes;

/// With whom a module may share a group, beside those of its type that are as far from what feeds
/// them and have cables to the same inputs and parameters. More is for code whose every frame waits
/// for the one before, so that eight lanes take as long as one.
enum class Sharing : std::uint8_t {
  kAlike,
  kAtAnyDepth,    ///< also with those that are further from what feeds them, or nearer
  kHoweverWired,  ///< besides, with those that have cables to other inputs and parameters
};

constexpr Sharing sharing_of(ModuleId type) {
  if (type == catalog::Ladder::kInfo.id()) return Sharing::kHoweverWired;
  const bool is_filter = type == catalog::Biquad::kInfo.id() || type == catalog::Svf::kInfo.id();
  return is_filter ? Sharing::kAtAnyDepth : Sharing::kAlike;
}

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
        lane_(kModulePlaces, kNoLane),
        lane_count_(kModulePlaces) {
    for (const std::uint16_t place : order) {
      kinds_[place].type = patch.modules[place].type;
      lane_count_[place] = lanes_of(patch.modules[place].voices);
    }
    for (const Connection& c : std::span(patch.connections, patch.connection_count)) {
      if (c.target == Target::kOutput) continue;
      Kind& kind = kinds_[c.dst_module];
      if (sharing_of(kind.type) != Sharing::kHoweverWired) {
        (c.target == Target::kInput ? kind.inputs : kind.params) |= std::uint64_t{1} << c.dst_index;
      }
      if (must_wait(patch, catalog, c)) sources_[c.dst_module].push_back(c.src_module);
    }
    for (const std::uint16_t place : order) {
      for (const std::uint16_t source : sources_[place]) {
        kinds_[place].depth = std::max(kinds_[place].depth, kinds_[source].depth + 1);
      }
    }
    make_units(patch, catalog, order);
    join_depths();
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
      if (waiting[unit] == 0 && !units_[unit].empty()) wait_no_more(unit);
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
      const bool may_share =
          lane_count_[place] == 1 && catalog.find(patch.modules[place].type)->shares_groups();
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
    units_.push_back(std::move(places));
    note_unit(units_.size() - 1);
  }

  void note_unit(std::size_t unit) {
    const Unit& places = units_[unit];
    for (std::size_t lane = 0; lane < places.size(); ++lane) {
      unit_[places[lane]] = unit;
      lane_[places[lane]] = places.size() > 1 ? unit * kLanesOfGroup + lane : kNoLane;
    }
  }

  /// Units of a kind but for their depths become one where it has room and neither waits for the
  /// other, be it through what was joined before: so there is an order still.
  void join_depths() {
    std::map<Kind, std::size_t> open;  // by the kind without its depth
    for (std::size_t unit = 0; unit < units_.size(); ++unit) {
      const Unit& places = units_[unit];
      Kind kind = kinds_[places[0]];
      kind.depth = 0;
      if (places.size() == kLanesOfGroup || lane_count_[places[0]] != 1 ||
          sharing_of(kind.type) == Sharing::kAlike) {
        continue;
      }
      const auto [at, is_first] = open.try_emplace(kind, unit);
      if (is_first) continue;
      Unit& other = units_[at->second];
      if (other.size() + places.size() > kLanesOfGroup || waits_for(unit, at->second) ||
          waits_for(at->second, unit)) {
        at->second = unit;
        continue;
      }
      other.insert(other.end(), places.begin(), places.end());
      units_[unit].clear();
      note_unit(at->second);
    }
  }

  bool waits_for(std::size_t unit, std::size_t other) const {
    std::vector<bool> is_seen(units_.size(), false);
    std::vector<std::size_t> to_look_at{unit};
    while (!to_look_at.empty()) {
      const std::size_t at = to_look_at.back();
      to_look_at.pop_back();
      if (at == other) return true;
      for (const std::uint16_t place : units_[at]) {
        for (const std::uint16_t source : sources_[place]) {
          if (is_seen[unit_[source]]) continue;
          is_seen[unit_[source]] = true;
          to_look_at.push_back(unit_[source]);
        }
      }
    }
    return false;
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
  std::vector<int> lane_count_;

  std::vector<Unit> units_;
};

}  // namespace

PackedOrder pack_modules(const PatchDescription& patch, const Catalog& catalog,
                         const std::vector<std::uint16_t>& order) {
  return Packer(patch, catalog, order).in_order();
}

}  // namespace chronus::engine
