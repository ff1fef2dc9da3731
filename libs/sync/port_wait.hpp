// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace chronus::sync {

/// How long a port that is not there is left alone.
inline constexpr std::chrono::seconds kPortRetry{2};

/// Returns when the thread is to stop, or after `most`.
inline void wait_for_stop(const std::stop_token& stop,
                          std::chrono::seconds most = std::chrono::hours(24 * 365)) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, most, [] { return false; });
}

}  // namespace chronus::sync
