// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

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

  void start(std::function<void(const std::stop_token& stop)> work) {
    thread_ = std::thread([this, work = std::move(work)] {
      work(stop_.get_token());
      const std::lock_guard lock(mutex_);
      ended_ = true;
      changed_.notify_all();
    });
  }
  /// Has it end. False: it has not within two seconds, and goes on using what it was given, and
  /// this.
  bool stop() {
    constexpr std::chrono::seconds kLimit{2};
    if (!thread_.joinable()) return !left_;
    stop_.request_stop();
    std::unique_lock lock(mutex_);
    left_ = !changed_.wait_for(lock, kLimit, [this] { return ended_; });
    lock.unlock();
    if (left_) {
      thread_.detach();
    } else {
      thread_.join();
    }
    return !left_;
  }

 private:
  std::stop_source stop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;  // guarded
  bool left_ = false;
  std::thread thread_;
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
