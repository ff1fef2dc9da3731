// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>

#include "base/thread.hpp"

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

/// The thread that opens and closes a port, and may wait in there for a server that does not
/// answer.
class PortThread {
 public:
  PortThread() = default;
  PortThread(const PortThread&) = delete;
  PortThread& operator=(const PortThread&) = delete;

  /// Throws NoThread.
  void start(Thread::Work work) { thread_.start("clock port", std::move(work)); }
  /// Has it end. False: it has not within half a second, and goes on using what it was given, and
  /// this.
  bool stop() {
    constexpr std::chrono::milliseconds kLimit{500};
    if (!thread_.is_started()) return !left_;
    thread_.request_stop();
    left_ = !thread_.has_ended_within(kLimit);
    if (left_) {
      thread_.leave();
    } else {
      thread_.join();
    }
    return !left_;
  }

 private:
  bool left_ = false;
  Thread thread_;
};

/// Deletes what has a port once its thread has ended; what hangs in a server that does not answer
/// is left to the end of the process.
struct StopOrLeave {
  template <class T>
  void operator()(T* it) const {
    if (it->stop()) delete it;
  }
};

}  // namespace chronus::sync
