// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace chronus::audio {

/// Decides from the progress of callbacks when a device is lost and when to look for it again: no
/// API says reliably that its device is gone. Pure; one thread.
class DeviceWatch {
 public:
  enum class Action { kKeep, kFallBack, kTryReopen };

  struct Limits {
    std::int64_t lost_ns = 400'000'000;     ///< without a callback
    std::int64_t retry_ns = 2'000'000'000;  ///< between attempts to reopen
    /// Time between two polls counts at most this much, so that a stall of the whole machine (or of
    /// the poller) is not taken for a lost device.
    std::int64_t longest_poll_ns = 150'000'000;
  };

  explicit DeviceWatch(Limits limits) : limits_(limits) {}
  DeviceWatch() : DeviceWatch(Limits{}) {}

  /// The wanted device runs from now on.
  void wanted_runs(std::int64_t now_ns);
  /// A stand-in runs from now on.
  void stand_in_runs(std::int64_t now_ns);

  /// `callbacks`: calls of the running device so far. kFallBack: the wanted device is lost.
  /// kTryReopen: a stand-in runs and it is time to look for the wanted one.
  Action poll(std::int64_t callbacks, std::int64_t now_ns);

 private:
  const Limits limits_;
  bool wanted_ = true;
  std::int64_t callbacks_ = -1;
  std::int64_t silent_ns_ = 0;  // counted without a callback
  std::int64_t last_poll_ns_ = 0;
  std::int64_t last_try_ns_ = 0;
};

}  // namespace chronus::audio
