// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

namespace chronus::worker {

/// When a worker must leave its core to others. One that has more to render than there is time for
/// hardly ever waits, and as a real-time thread would take its core for good: from the thread that
/// hears the musician's remedy, and from the one that builds the lighter patch. It cannot keep up
/// anyway. So it is idle for a twentieth of its time at least, as the kernel wants of all real-time
/// threads (sched(7)): after some time without, it makes up for what it owes. Pure; used by one
/// thread.
class IdleShare {
 public:
  /// Beyond this debt, of two seconds without any wait, it pays.
  static constexpr std::int64_t kMostOwed_ns = 100'000'000;
  static constexpr std::int64_t kShare = 20;
  /// At a time: less than the lead of any device.
  static constexpr std::int64_t kRest_ns = 1'000'000;

  explicit IdleShare(std::int64_t now_ns) : since_ns_(now_ns) {}

  /// It has waited, for its next block or for a patch, since the last call.
  void waited(std::int64_t now_ns) {
    owed_ns_ = std::max<std::int64_t>(owed_ns_ - (now_ns - since_ns_), 0);
    since_ns_ = now_ns;
  }
  /// It has worked since the last call: how long to sleep now, mostly 0.
  std::int64_t worked(std::int64_t now_ns) {
    owed_ns_ += (now_ns - since_ns_) / kShare;
    since_ns_ = now_ns;
    return owed_ns_ > kMostOwed_ns ? kRest_ns : 0;
  }

 private:
  std::int64_t since_ns_;
  std::int64_t owed_ns_ = 0;
};

}  // namespace chronus::worker
