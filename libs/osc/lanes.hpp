// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "osc/endpoint.hpp"

namespace chronus::osc {

/// Which lane: what one sender's messages share, and nobody else's. The first kSharedLanes are for
/// the clients that have none of their own.
using LaneIndex = std::uint16_t;

inline constexpr std::size_t kLanes = 256;
inline constexpr std::size_t kSharedLanes = 64;

/// Whether its messages share it with those of other senders.
constexpr bool is_shared(LaneIndex lane) { return lane < kSharedLanes; }

/// Gives endpoints lanes. A program may send from thousands of ports: who has been there for long
/// keeps its lane over newcomers. Where none is free these are spread over the shared lanes, so
/// that few meet the one that floods (stochastic fairness queueing: P. McKenney, INFOCOM 1990).
/// Belongs to one thread; time comes from the caller. O(1).
class Lanes {
 public:
  LaneIndex lane_of(const Endpoint& endpoint, std::int64_t now_ns) {
    const auto found = lane_of_.find(endpoint);
    if (found != lane_of_.end()) {
      owners_[found->second].heard_ns = now_ns;
      return found->second;
    }
    const LaneIndex free = find_free(now_ns);
    if (is_shared(free)) return shared_lane_of(endpoint);
    if (owners_[free].taken) lane_of_.erase(owners_[free].endpoint);
    owners_[free] = {endpoint, now_ns, now_ns, true};
    lane_of_.emplace(endpoint, free);
    return free;
  }

 private:
  struct Owner {
    Endpoint endpoint;
    std::int64_t came_ns = 0;
    std::int64_t heard_ns = 0;
    bool taken = false;
  };

  /// Free is what nobody has, or whose owner has been silent for as long as it was there before: a
  /// port that sent once for some seconds, one that played all evening for an hour.
  static bool is_free(const Owner& owner, std::int64_t now_ns) {
    constexpr std::int64_t kShortest_ns = 5'000'000'000;
    constexpr std::int64_t kLongest_ns = 3'600'000'000'000;
    const std::int64_t was_there_ns = owner.heard_ns - owner.came_ns;
    return !owner.taken ||
           now_ns - owner.heard_ns > std::clamp(was_there_ns, kShortest_ns, kLongest_ns);
  }

  /// A lane of its own, or a shared one where the look found none.
  LaneIndex find_free(std::int64_t now_ns) {
    constexpr int kLooks = 4;  // a newcomer costs no search: the next one looks on from here
    for (int look = 0; look < kLooks; ++look) {
      hand_ = hand_ + 1 < kLanes ? hand_ + 1 : kSharedLanes;
      if (is_free(owners_[hand_], now_ns)) return static_cast<LaneIndex>(hand_);
    }
    return 0;
  }
  static LaneIndex shared_lane_of(const Endpoint& endpoint) {
    return static_cast<LaneIndex>(std::hash<Endpoint>{}(endpoint) % kSharedLanes);
  }

  std::array<Owner, kLanes> owners_{};
  std::unordered_map<Endpoint, LaneIndex> lane_of_;
  std::size_t hand_ = kSharedLanes - 1;
};

}  // namespace chronus::osc
