// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace chronus::service_manager {

/// When the service manager's watchdog is fed: not whenever its feeder comes round, but when
/// everything that has to go on has gone on since the last time. Pure; one thread.
class Watchdog {
 public:
  /// Counters that only rise; that they do is all that counts.
  struct Progress {
    std::int64_t clock = 0;      ///< of the audio clock: calls for sound
    std::int64_t conductor = 0;  ///< passes
  };

  /// Fed four times in `period_ns`, within which the service manager wants to hear it once; without
  /// one never.
  explicit Watchdog(std::optional<std::int64_t> period_ns) : period_ns_(period_ns) {}

  /// Whether to feed it now.
  bool step(const Progress& progress, std::int64_t now_ns) {
    if (!period_ns_ || now_ns < next_ns_) return false;
    const bool has_gone_on =
        !has_fed_ || (progress.clock != fed_.clock && progress.conductor != fed_.conductor);
    if (!has_gone_on) return false;
    fed_ = progress;
    has_fed_ = true;
    next_ns_ = now_ns + *period_ns_ / kFeedings;
    return true;
  }

 private:
  static constexpr std::int64_t kFeedings = 4;

  std::optional<std::int64_t> period_ns_;
  bool has_fed_ = false;
  std::int64_t next_ns_ = std::numeric_limits<std::int64_t>::min();
  Progress fed_;
};

}  // namespace chronus::service_manager
