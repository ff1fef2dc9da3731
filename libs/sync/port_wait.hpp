// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace chronus::sync {

/// How long a port that is not there is left alone.
inline constexpr std::chrono::milliseconds kPortRetry{2'000};
/// How often one that is open is looked at.
inline constexpr std::chrono::milliseconds kPortLook{200};

/// Returns when the thread is to stop, or after `most`.
inline void wait_for_stop(const std::stop_token& stop, std::chrono::milliseconds most) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, most, [] { return false; });
}

}  // namespace chronus::sync
