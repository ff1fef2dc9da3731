// SPDX-License-Identifier: MIT
#include "ipc/wake.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <ctime>

namespace chronus::ipc {

void WakeWord::wake() {
  count.fetch_add(1, std::memory_order_seq_cst);
  if (sleepers.load(std::memory_order_seq_cst) == 0) return;
  syscall(SYS_futex, &count, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

void WakeWord::wait(std::uint32_t seen, std::int64_t timeout_ns) const {
  const timespec timeout{timeout_ns / 1'000'000'000, timeout_ns % 1'000'000'000};
  sleepers.fetch_add(1, std::memory_order_seq_cst);
  // The kernel compares the count again, so a wake since the caller's look is not slept through.
  syscall(SYS_futex, &count, FUTEX_WAIT, seen, &timeout, nullptr, 0);
  sleepers.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace chronus::ipc
