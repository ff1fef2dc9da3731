// SPDX-License-Identifier: MIT
#include "base/scheduling.hpp"

#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>

namespace chronus {

Scheduling request_realtime(int priority) {
  sched_param wanted{};
  wanted.sched_priority = priority;
  sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &wanted);
  return current_scheduling();
}

Scheduling current_scheduling() {
  Scheduling scheduling;
  sched_param granted{};
  // Of the kernel, not of the C library, which remembers what it was told itself.
  sched_getparam(0, &granted);
  // A service manager may have added this flag, which is no policy.
  scheduling.policy = sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
  scheduling.priority = granted.sched_priority;
  return scheduling;
}

int request_nice(int nice) {
  setpriority(PRIO_PROCESS, 0, nice);
  return current_nice();
}

// On Linux of the calling thread, not of its process.
int current_nice() { return getpriority(PRIO_PROCESS, 0); }

std::string to_text(const Scheduling& scheduling, int nice) {
  switch (scheduling.policy) {
    case SCHED_FIFO:
      return "SCHED_FIFO " + std::to_string(scheduling.priority);
    case SCHED_RR:
      return "SCHED_RR " + std::to_string(scheduling.priority);
    default:
      return nice == 0 ? "SCHED_OTHER" : "SCHED_OTHER nice " + std::to_string(nice);
  }
}

OrdinaryScheduling::OrdinaryScheduling() : before_(current_scheduling()) {
  if (before_.policy == SCHED_OTHER) return;
  const sched_param none{};
  sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &none);
}

OrdinaryScheduling::~OrdinaryScheduling() {
  if (before_.policy != SCHED_OTHER) request_realtime(before_.priority);
}

namespace {

/// Under a limit, what is made later might not fit any more: a thread's stack, say.
bool lock_is_unlimited() {
  const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_MEMLOCK, &unlimited);  // granted to the privileged
  rlimit limit{};
  return getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY;
}

}  // namespace

bool locks_future_memory() { return lock_is_unlimited(); }

bool lock_memory() {
  const int future = lock_is_unlimited() ? MCL_FUTURE : 0;
  return mlockall(MCL_CURRENT | future) == 0;
}

MemoryLock lock_touched_memory() {
  const bool unlimited = lock_is_unlimited();
  const int future = unlimited ? MCL_FUTURE : 0;
  if (mlockall(MCL_CURRENT | MCL_ONFAULT | future) != 0) return MemoryLock::kRefused;
  return unlimited ? MemoryLock::kAll : MemoryLock::kPresent;
}

}  // namespace chronus
