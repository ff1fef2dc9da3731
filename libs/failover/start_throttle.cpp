// SPDX-License-Identifier: MIT
#include "failover/start_throttle.hpp"

#include <algorithm>

namespace chronus::failover {

void StartThrottle::on_death(std::int64_t now_ns, Death death) {
  if (death.by_itself) crashes_ns_[crashes_++ % crashes_ns_.size()] = now_ns;
  if (death.was_ready) {
    deaths_before_ready_ = 0;
    not_before_ns_ = now_ns;
    return;
  }
  delay(now_ns, deaths_before_ready_++);
}

void StartThrottle::on_refused_start(std::int64_t now_ns) { delay(now_ns, refused_starts_++); }

void StartThrottle::delay(std::int64_t now_ns, int tries) {
  not_before_ns_ = now_ns + std::min(kFirstDelay_ns << std::min(tries, 16), kLongestDelay_ns);
}

bool StartThrottle::is_hopeless(std::int64_t now_ns) const {
  if (deaths_before_ready_ >= kHopelessStarts) return true;
  return crashes_ >= crashes_ns_.size() &&
         now_ns - crashes_ns_[crashes_ % crashes_ns_.size()] < kCrashWindow_ns;
}

void StartThrottle::on_left_down(std::int64_t now_ns) {
  retry_ns_ = now_ns + std::min(kFirstRetry_ns << std::min(left_down_++, 16), kLongestRetry_ns);
}

void StartThrottle::retry() {
  deaths_before_ready_ = kHopelessStarts - 1;
  not_before_ns_ = 0;
  crashes_ = 0;
}

}  // namespace chronus::failover
