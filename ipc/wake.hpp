// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>

namespace chronus::ipc {

/// A wake-up that crosses processes: a counter in shared memory under a (non-private) futex, since
/// std::atomic::wait only reaches threads of one process. A wake that comes before the wait is not
/// lost: the waiter hands in the count it saw before it looked for work.
///
/// Writer: whoever has work for the waiter. Reader: the one waiting thread. Release on the count
/// and acquire on the look make what was written before the wake visible after it.
///
/// Nobody is called where nobody sleeps: the waker looks at `sleepers` after it has counted, the
/// waiter at the count after it has said that it sleeps, both in one total order, so that one of
/// the two sees the other. A waiter that is killed asleep leaves its mark and costs a call a wake.
struct WakeWord {
  std::atomic<std::uint32_t> count{0};
  mutable std::atomic<std::uint32_t> sleepers{0};

  std::uint32_t look() const { return count.load(std::memory_order_acquire); }
  /// Never blocks. One system call at the most.
  void wake();
  /// Returns when the count differs from `seen`, or after timeout_ns, or on a spurious wake.
  void wait(std::uint32_t seen, std::int64_t timeout_ns) const;
};
static_assert(std::atomic<std::uint32_t>::is_always_lock_free && sizeof(WakeWord) == 8);

}  // namespace chronus::ipc
