// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

namespace chronus::failover {

/// Tells whether a worker that only waits still comes round, as it does fifty times a second. Time
/// counts as far as the one who looks is there himself: a stall of the machine is nobody's sleep.
/// Pure; used by one thread.
class Wakefulness {
 public:
  /// Asleep for this long, it is not relied on.
  static constexpr std::int64_t kDozes_ns = 200'000'000;
  /// For this long, it is replaced.
  static constexpr std::int64_t kGone_ns = 2'000'000'000;
  /// No look counts for more: who looks less often was stalled.
  static constexpr std::int64_t kMostALook_ns = 60'000'000;

  /// Its heartbeat as it stands now.
  void look(std::uint64_t beat, std::int64_t now_ns) {
    const std::int64_t since_ns = std::clamp<std::int64_t>(now_ns - looked_ns_, 0, kMostALook_ns);
    asleep_ns_ = beat == beat_ ? asleep_ns_ + since_ns : 0;
    beat_ = beat;
    looked_ns_ = now_ns;
  }
  bool is_awake() const { return asleep_ns_ < kDozes_ns; }
  bool is_gone() const { return asleep_ns_ >= kGone_ns; }
  /// Starved all that while, it may be given more of it.
  bool is_long_gone() const { return asleep_ns_ >= 10 * kGone_ns; }

 private:
  std::uint64_t beat_ = 0;
  std::int64_t looked_ns_ = 0;
  std::int64_t asleep_ns_ = 0;
};

}  // namespace chronus::failover
