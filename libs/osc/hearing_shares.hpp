// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

#include "osc/lanes.hpp"

namespace chronus::osc {

/// How long the thread that reads packets has been with each lane's of late: where it cannot keep
/// up, those of a lane that took more than its part are left unread, which costs next to nothing.
/// Belongs to one thread; time comes from the caller.
class HearingShares {
 public:
  /// Half of the time goes to those who ask for most of it, in equal parts.
  bool is_over(LaneIndex lane, std::int64_t now_ns) {
    turn_page(now_ns);
    return used_of(lane) > kPage_ns / 2 / (greedy_before_ < 1 ? 1 : greedy_before_);
  }
  void charge(LaneIndex lane, std::int64_t took_ns, std::int64_t now_ns) {
    turn_page(now_ns);
    const std::int64_t before_ns = used_of(lane);
    lanes_[lane] = {page_, before_ns + took_ns};
    if (before_ns <= kGreedy_ns && before_ns + took_ns > kGreedy_ns) ++greedy_;
  }

 private:
  static constexpr std::int64_t kPage_ns = 10'000'000;
  static constexpr std::int64_t kGreedy_ns = kPage_ns / 20;

  struct Used {
    std::int64_t page = -1;
    std::int64_t ns = 0;
  };

  std::int64_t used_of(LaneIndex lane) const {
    return lanes_[lane].page == page_ ? lanes_[lane].ns : 0;
  }
  void turn_page(std::int64_t now_ns) {
    const std::int64_t page = now_ns / kPage_ns;
    if (page == page_) return;
    greedy_before_ = greedy_;
    greedy_ = 0;
    page_ = page;
  }

  std::array<Used, kLanes> lanes_{};
  std::int64_t page_ = 0;
  std::int64_t greedy_ = 0;  // lanes that took more than a twentieth of this page
  std::int64_t greedy_before_ = 0;
};

}  // namespace chronus::osc
