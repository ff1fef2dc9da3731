// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <cstdint>
#include <ctime>

namespace chronus {

/// Until monotonic_ns() has reached this; at once where it has. Signals do not cut it short.
inline void sleep_until(std::int64_t deadline_ns) {
  constexpr std::int64_t kSecond_ns = 1'000'000'000;
  const timespec until{deadline_ns / kSecond_ns, deadline_ns % kSecond_ns};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) continue;
}

}  // namespace chronus
