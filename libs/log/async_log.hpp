// SPDX-License-Identifier: MIT
#pragma once

#include <spdlog/common.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "base/thread.hpp"
#include "ipc/wake.hpp"
#include "log/line_format.hpp"
#include "log/line_queue.hpp"
#include "log/repeats.hpp"

namespace chronus::log {

/// Makes spdlog's default logger one that never waits: lines go through a queue to a thread that
/// writes them to `fd`, one write a line. Where that stands still (a terminal stopped by Ctrl-S, a
/// pipe nobody reads, a disk that does not answer) lines are dropped and counted, and told in one
/// line when it goes on.
///
/// Logging: any thread but a real-time one. Lives until the end of the process: make it with `new`
/// and leave it, since its thread may never come back from a write.
class AsyncLog {
 public:
  struct Form {
    LineFormat format = LineFormat::kText;
    bool coloured = false;  ///< levels in colour, for a terminal
    int most_alike = 0;     ///< lines that are alike but for their numbers, in ten seconds; 0: all
  };
  /// Throws NoThread.
  AsyncLog(int fd, spdlog::level::level_enum level, const Form& form);
  AsyncLog(const AsyncLog&) = delete;
  AsyncLog& operator=(const AsyncLog&) = delete;

  /// Any thread: waits until all that was said before is written, `limit` at most. False: it is
  /// not.
  bool flush(std::chrono::nanoseconds limit);
  /// For tests, where the log has to end before the process: waits for its thread.
  ~AsyncLog();

  /// Lines that were not written, so far. Any thread.
  std::uint64_t dropped() const { return queue_.dropped(); }

 private:
  class Sink;
  void run(const std::stop_token& stop);
  void write(const LineQueue::Line& line);
  void tell_dropped(std::uint64_t dropped);
  void tell_alike(bool all);
  bool write_out(std::string_view text);

  const int fd_;
  const Form form_;
  // The thread's own.
  Repeats repeats_;
  std::uint64_t told_ = 0;   // of the lines dropped
  std::uint64_t ended_ = 0;  // of those who asked for all: what was alike is told to them
  LineQueue queue_;
  ipc::WakeWord wake_;
  // Written by any thread after it has put a line, read by the writing one before it looks for
  // some; that one's answer, the last value it has done all for. In one order with the queue's.
  std::atomic<std::uint64_t> asked_{0};
  std::atomic<std::uint64_t> answered_{0};
  ipc::WakeWord answer_;
  Thread thread_;
};

/// Of the process's log, from any thread; where it has none nothing was dropped, and all is
/// written.
std::uint64_t dropped_lines();
bool flush(std::chrono::nanoseconds limit);

}  // namespace chronus::log
