// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace chronus::simulation {

/// Counts what the thread that made it asks of the system's clocks, for as long as it lives: this
/// program's clock_gettime(), time() and gettimeofday() stand before the C library's, also for what
/// the C++ library asks. One at a time a thread.
class ClockGuard {
 public:
  ClockGuard();
  ~ClockGuard();
  ClockGuard(const ClockGuard&) = delete;
  ClockGuard& operator=(const ClockGuard&) = delete;

  int calls() const;
  /// The first call's return addresses, as backtrace_symbols() says them.
  std::string first_caller() const;
};

}  // namespace chronus::simulation
