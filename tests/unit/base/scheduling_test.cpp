// SPDX-License-Identifier: MIT
#include "base/scheduling.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

namespace chronus {
namespace {

/// Scheduling belongs to a thread, so each test takes one of its own.
template <class Function>
void on_a_thread(Function function) {
  std::thread thread(function);
  thread.join();
}

TEST(Scheduling, TextNamesClassAndPriority) {
  EXPECT_EQ(to_text({SCHED_FIFO, 70}), "SCHED_FIFO 70");
  EXPECT_EQ(to_text({SCHED_RR, 1}), "SCHED_RR 1");
  EXPECT_EQ(to_text({SCHED_OTHER, 0}), "SCHED_OTHER");
  EXPECT_EQ(to_text({SCHED_OTHER, 0}, -11), "SCHED_OTHER nice -11");
}

TEST(Scheduling, AudioGoesBeforeThoseThatFeedIt) {
  EXPECT_GT(kAudioPriority, kConductorPriority);
  EXPECT_GT(kConductorPriority, kWorkerPriority);
  EXPECT_LE(kAudioPriority, sched_get_priority_max(SCHED_FIFO));
  EXPECT_GE(kWorkerPriority, sched_get_priority_min(SCHED_FIFO));
}

TEST(Scheduling, SaysWhatTheKernelGrantedNotWhatWasAsked) {
  on_a_thread([] {
    const Scheduling said = request_realtime(kWorkerPriority);
    sched_param granted{};
    ASSERT_EQ(sched_getparam(0, &granted), 0);
    EXPECT_EQ(said.policy, sched_getscheduler(0) & ~SCHED_RESET_ON_FORK);
    EXPECT_EQ(said.priority, granted.sched_priority);
  });
}

TEST(Scheduling, NiceIsOfTheThreadAlone) {
  const int before = current_nice();
  on_a_thread([before] {
    // Upwards is granted to everyone.
    EXPECT_EQ(request_nice(19), 19);
    EXPECT_EQ(getpriority(PRIO_PROCESS, 0), 19);
    on_a_thread([] { EXPECT_EQ(current_nice(), 19) << "inherited"; });
    EXPECT_LE(before, 19);
  });
  EXPECT_EQ(current_nice(), before);
}

TEST(Scheduling, RefusedRequestChangesNothing) {
  on_a_thread([] {
    const Scheduling before = current_scheduling();
    const Scheduling after = request_realtime(1'000);  // beyond every class
    EXPECT_EQ(after.policy, before.policy);
    EXPECT_EQ(after.priority, before.priority);
    EXPECT_EQ(sched_getscheduler(0) & ~SCHED_RESET_ON_FORK, before.policy);
  });
}

TEST(Scheduling, ResetOnForkIsNoClassOfItsOwn) {
  on_a_thread([] {
    const sched_param normal{};
    ASSERT_EQ(sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &normal), 0);
    EXPECT_EQ(current_scheduling().policy, SCHED_OTHER);
  });
}

TEST(Scheduling, OrdinaryForAWhileAndThenAsBefore) {
  on_a_thread([] {
    const Scheduling before = request_realtime(kWorkerPriority);
    {
      const OrdinaryScheduling ordinary;
      EXPECT_EQ(current_scheduling().policy, SCHED_OTHER);
    }
    EXPECT_EQ(current_scheduling().policy, before.policy);
    EXPECT_EQ(current_scheduling().priority, before.priority);
  });
}

TEST(Scheduling, WhatARealTimeThreadStartsIsOrdinary) {
  on_a_thread([] {
    request_realtime(kWorkerPriority);
    on_a_thread([] { EXPECT_EQ(current_scheduling().policy, SCHED_OTHER); });
  });
}

/// In a process of its own: locks stay.
void lock_and_start_a_thread(rlim_t limit, MemoryLock expected) {
  const rlimit memlock{limit, RLIM_INFINITY};
  if (setrlimit(RLIMIT_MEMLOCK, &memlock) != 0) _exit(77);
  const MemoryLock got = lock_touched_memory();
  std::thread([] {}).join();
  _exit(got == expected || got == MemoryLock::kRefused ? 0 : 1);
}

TEST(MemoryLock, AFiniteLimitKeepsNoThreadFromStarting) {
  const auto passed = [](int status) {
    return WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 77);
  };
  EXPECT_EXIT(lock_and_start_a_thread(64 << 10, MemoryLock::kPresent), passed, "");
  EXPECT_EXIT(lock_and_start_a_thread(1 << 30, MemoryLock::kPresent), passed, "");
  EXPECT_EXIT(lock_and_start_a_thread(RLIM_INFINITY, MemoryLock::kAll), passed, "");
}

}  // namespace
}  // namespace chronus
