// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <ctime>

namespace chronus {

/// Nanoseconds of a clock of the system. Answered by the vDSO: no system call, fit for real-time
/// sections.
inline std::int64_t clock_ns(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

/// A clock as it is handed to what must not look at the system's: nanoseconds, never falling.
using Clock = std::int64_t (*)();

inline std::int64_t monotonic_ns() { return clock_ns(CLOCK_MONOTONIC); }
/// Since 1970.
inline std::int64_t unix_ns() { return clock_ns(CLOCK_REALTIME); }

}  // namespace chronus
