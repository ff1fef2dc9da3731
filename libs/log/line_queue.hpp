// SPDX-License-Identifier: MIT
#pragma once

#include <spdlog/details/log_msg_buffer.h>

#include <atomic>
#include <boost/lockfree/queue.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace chronus::log {

/// Lines of the log on their way from any thread to the one that writes them. Full, it drops what
/// comes and counts it; nobody ever waits. It holds at most kLines × kLongest bytes: 4 MiB.
class LineQueue {
 public:
  static constexpr std::size_t kLines = 1'024;
  static constexpr std::size_t kLongest = 4'096;  ///< bytes of a line; the rest is cut off

  struct Line {
    spdlog::details::log_msg_buffer message;
    std::uint64_t dropped_before = 0;  ///< lines that were lost until this one came
  };

  LineQueue();
  /// Any thread. False: there was no room, which is counted.
  bool put(const spdlog::details::log_msg& message);
  /// The writing thread. False: there is none.
  bool take(Line* line);
  /// A line that got in, and was lost afterwards. Any thread.
  void count_dropped() { dropped_.fetch_add(1, std::memory_order_relaxed); }
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  using Indices = boost::lockfree::queue<std::uint32_t, boost::lockfree::fixed_sized<true>,
                                         boost::lockfree::capacity<kLines>>;
  std::vector<Line> cells_;
  Indices free_;    // cells that nobody uses; one who takes an index out owns its cell
  Indices filled_;  // in the order in which they came
  // Writers: any thread; readers: the writing thread and anyone, as a figure.
  std::atomic<std::uint64_t> dropped_{0};
};

}  // namespace chronus::log
