// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <unordered_map>
#include <utility>

#include "osc/endpoint.hpp"

namespace chronus::osc {

/// A token bucket for each Endpoint: `burst` at once, then one every `interval_ns`. Keeps the
/// buckets of at most `max_endpoints`; one more takes the place of the one that is nearest to
/// full again (or fullest), which forgets least. Belongs to one thread; time comes from the caller.
/// A call takes the logarithm of the endpoints kept: thousands of new ones a second cost no more.
class RateLimit {
 public:
  RateLimit(std::int64_t interval_ns, int burst, std::size_t max_endpoints)
      : interval_ns_(interval_ns), burst_ns_(interval_ns * burst), max_endpoints_(max_endpoints) {}

  /// Takes a token of the endpoint; false when it has none left.
  bool allow(const Endpoint& endpoint, std::int64_t now_ns) {
    auto found = full_at_ns_.find(endpoint);
    if (found == full_at_ns_.end()) {
      if (full_at_ns_.size() >= max_endpoints_) forget_fullest();
      found = full_at_ns_.emplace(endpoint, now_ns).first;
      by_time_.emplace(now_ns, endpoint);
    }
    // A bucket is kept as the time at which it is full again: tokens never have to be added up.
    const std::int64_t full_at_ns = std::max(found->second, now_ns) + interval_ns_;
    if (full_at_ns - now_ns > burst_ns_) return false;
    auto place = by_time_.extract({found->second, endpoint});
    place.value().first = full_at_ns;
    by_time_.insert(std::move(place));
    found->second = full_at_ns;
    return true;
  }

  std::size_t size() const { return full_at_ns_.size(); }

 private:
  void forget_fullest() {
    if (by_time_.empty()) return;
    full_at_ns_.erase(by_time_.begin()->second);
    by_time_.erase(by_time_.begin());
  }

  std::int64_t interval_ns_;
  std::int64_t burst_ns_;
  std::size_t max_endpoints_;
  std::unordered_map<Endpoint, std::int64_t> full_at_ns_;
  std::set<std::pair<std::int64_t, Endpoint>> by_time_;  // the same, the fullest first
};

/// What clients may get of answers nobody asked for: ten a second each, twenty at once.
inline RateLimit fail_rate_limit() { return {100'000'000, 20, 1'024}; }

}  // namespace chronus::osc
