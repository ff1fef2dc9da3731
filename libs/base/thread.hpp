// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <thread>

namespace chronus {

/// The system has no thread left. what() names the one that could not be started, and why.
class NoThread : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A thread that may wait for a disk, a terminal or a server, and can be left behind: its owner
/// asks it to end and waits no longer than it chooses. No signal of the process is delivered on it.
///
/// All calls: one thread at a time, not the thread itself.
class Thread {
 public:
  using Work = std::function<void(const std::stop_token&)>;

  Thread() = default;
  /// Starts at once. `name`: at most 15 characters, as `ps -L` shows it. Throws NoThread.
  Thread(const char* name, Work work);
  /// Asks it to end and waits until it has.
  ~Thread();
  Thread(Thread&&) noexcept = default;
  Thread& operator=(Thread&&) = delete;

  void start(const char* name, Work work);
  bool is_started() const { return thread_.joinable(); }
  void request_stop() { stop_.request_stop(); }
  /// True when it has ended, or was never started. Else it goes on and uses what it was given.
  bool has_ended_within(std::chrono::nanoseconds limit);
  /// Waits until it has ended.
  void join();
  /// Waits no more, now or in the destructor.
  void leave();

 private:
  struct End;
  std::stop_source stop_;
  std::shared_ptr<End> end_;
  std::thread thread_;
};

}  // namespace chronus
