// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "osc/lanes.hpp"
#include "osc/solitude.hpp"

namespace chronus::osc {

/// How long the thread that reads packets has been with each lane's of late: where it cannot keep
/// up, those of a lane that took more than its part are left unread, which costs next to nothing.
/// Belongs to one thread; time comes from the caller.
class HearingShares {
 public:
  /// A packet of the lane's is there, of a socket whose buffer is full to `filled` (0 to 1):
  /// whether it is to be left unread. Where others are about they must not wait behind what a lane
  /// sends beyond its part; one that is alone may fill a part of the buffer before.
  bool is_too_much(LaneIndex lane, double filled, std::int64_t now_ns) {
    const bool is_alone = solitude_.is_alone(lane, now_ns);
    return filled > (is_alone ? kBehindAlone : kBehind) && credit(lane, now_ns) <= 0;
  }
  /// Reading one of the lane's packets took so long.
  void charge(LaneIndex lane, std::int64_t took_ns, std::int64_t now_ns) {
    turn_page(now_ns);
    Used& used = lanes_[lane];
    // A machine that stood still is nobody's debt.
    used.credit_ns = std::max(credit(lane, now_ns) - took_ns, -kBurst_ns);
    if (used.page != page_) used = {page_, 0, used.credit_ns, used.at_ns};
    if (used.ns <= kGreedy_ns && used.ns + took_ns > kGreedy_ns) ++greedy_;
    used.ns += took_ns;
  }

 private:
  static constexpr std::int64_t kPage_ns = 10'000'000;
  static constexpr std::int64_t kGreedy_ns = kPage_ns / 20;
  /// What a lane that was quiet may take at once: a burst of some thousand packets.
  static constexpr std::int64_t kBurst_ns = 10'000'000;
  /// Of the kernel's buffer. What is in it is read in some milliseconds, or in a fraction of a
  /// tenth of a second.
  static constexpr double kBehind = 0.02;
  static constexpr double kBehindAlone = 0.25;

  struct Used {
    std::int64_t page = -1;
    std::int64_t ns = 0;  // of this page
    std::int64_t credit_ns = kBurst_ns;
    std::int64_t at_ns = 0;
  };

  /// A quarter of the time goes to those who ask for most of it, in equal parts: with the calls of
  /// the system around it, and the answers, that is about what there is.
  std::int64_t credit(LaneIndex lane, std::int64_t now_ns) {
    turn_page(now_ns);
    Used& used = lanes_[lane];
    const std::int64_t earned =
        (now_ns - used.at_ns) / 4 / std::max<std::int64_t>(greedy_before_, 1);
    used.credit_ns = std::min(kBurst_ns, used.credit_ns + earned);
    used.at_ns = now_ns;
    return used.credit_ns;
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
  Solitude<LaneIndex> solitude_;
};

}  // namespace chronus::osc
