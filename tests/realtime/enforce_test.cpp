// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <new>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/realtime.hpp"
#include "enforce.hpp"

namespace chronus {
namespace {

template <class F>
void in_section(F&& body) {
  const RealtimeSection section;
  body();
}

std::string system_call(long number) {
  return "system call " + std::to_string(number) + " in a real-time section";
}

void allocate_and_free(std::size_t bytes) { ::operator delete(::operator new(bytes)); }

class RealtimeSystemCalls : public testing::Test {
 protected:
  void SetUp() override {
    if (!realtime::traps_system_calls()) {
      GTEST_SKIP() << "this kernel has no syscall user dispatch";
    }
  }
};
using RealtimeSystemCallsDeathTest = RealtimeSystemCalls;

TEST(RealtimeSectionDeathTest, AnAllocationAborts) {
  EXPECT_DEATH(in_section([] { allocate_and_free(64); }), "malloc in a real-time section");
}

TEST(RealtimeSectionDeathTest, AFreeAborts) {
  auto block = std::make_unique<int>(1);
  EXPECT_DEATH(in_section([&] { block.reset(); }), "free in a real-time section");
}

TEST(RealtimeSectionDeathTest, AGrowingVectorAborts) {
  std::vector<float> samples;
  EXPECT_DEATH(in_section([&] { samples.resize(4'096); }), "malloc in a real-time section");
}

TEST(RealtimeSectionDeathTest, EveryWayToAllocateAborts) {
  void* volatile kept = nullptr;
  void* aligned = nullptr;
  EXPECT_DEATH(in_section([&] { kept = ::calloc(4, 4); }), "calloc in a real-time");
  EXPECT_DEATH(in_section([&] { kept = ::realloc(kept, 64); }), "realloc in a real-time");
  EXPECT_DEATH(in_section([&] { kept = ::aligned_alloc(64, 64); }), "aligned_alloc in a real-time");
  EXPECT_DEATH(in_section([&] { (void)::posix_memalign(&aligned, 64, 64); }), "posix_memalign in");
  EXPECT_DEATH(in_section([&] { kept = ::operator new (64, std::align_val_t{64}); }),
               "in a real-time section");
}

TEST(RealtimeSectionDeathTest, AFreeMutexStillAborts) {
  std::mutex mutex;
  EXPECT_DEATH(in_section([&] { const std::lock_guard lock(mutex); }),
               "pthread_mutex_lock in a real-time section");
}

TEST(RealtimeSectionDeathTest, AReaderAndAWriterLockAbort) {
  std::shared_mutex mutex;
  EXPECT_DEATH(in_section([&] { const std::shared_lock lock(mutex); }), "pthread_rwlock_rdlock in");
  EXPECT_DEATH(in_section([&] { const std::unique_lock lock(mutex); }), "pthread_rwlock_wrlock in");
}

TEST(RealtimeSectionDeathTest, AConditionVariableAborts) {
  std::mutex mutex;
  std::condition_variable condition;
  EXPECT_DEATH(
      {
        std::unique_lock lock(mutex);
        in_section([&] { condition.wait(lock); });
      },
      "pthread_cond_wait in a real-time section");
}

TEST(RealtimeSectionDeathTest, TheSectionOfAnotherThreadAbortsToo) {
  EXPECT_DEATH(std::thread([] { in_section([] { allocate_and_free(64); }); }).join(),
               "malloc in a real-time section");
}

TEST(RealtimeSectionDeathTest, AnInnerSectionDoesNotEndTheOuterOne) {
  EXPECT_DEATH(in_section([] {
                 in_section([] {});
                 allocate_and_free(64);
               }),
               "malloc in a real-time section");
}

TEST_F(RealtimeSystemCallsDeathTest, AWriteAborts) {
  EXPECT_DEATH(in_section([] { (void)!::write(STDOUT_FILENO, "x", 1); }), system_call(SYS_write));
}

TEST_F(RealtimeSystemCallsDeathTest, AnOpenAborts) {
  EXPECT_DEATH(in_section([] { (void)::open("/dev/null", O_RDONLY | O_CLOEXEC); }),
               system_call(SYS_openat));
}

TEST_F(RealtimeSystemCallsDeathTest, ASleepAborts) {
  EXPECT_DEATH(in_section([] {
                 const timespec nothing{};
                 ::nanosleep(&nothing, nullptr);
               }),
               system_call(SYS_clock_nanosleep));
}

TEST_F(RealtimeSystemCallsDeathTest, ASystemCallAfterAnAllowedWakeAborts) {
  EXPECT_DEATH(in_section([] {
                 { const RealtimeWakeAllowed allowed; }
                 (void)::getppid();
               }),
               system_call(SYS_getppid));
}

TEST_F(RealtimeSystemCallsDeathTest, AThreadThatAlreadyHadASectionIsStillChecked) {
  in_section([] {});
  EXPECT_DEATH(
      {
        in_section([] {});
        in_section([] { (void)::getppid(); });
      },
      system_call(SYS_getppid));
}

TEST_F(RealtimeSystemCalls, AnAllowedWakePasses) {
  const int event = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  ASSERT_GE(event, 0);
  eventfd_t seen = 0;
  in_section([&] {
    const RealtimeWakeAllowed allowed;
    (void)::eventfd_write(event, 3);
  });
  ASSERT_EQ(::eventfd_read(event, &seen), 0);
  EXPECT_EQ(seen, 3U);
  ::close(event);
}

// Written by the handler, read after it on the same thread.
volatile sig_atomic_t g_signals = 0;

TEST_F(RealtimeSystemCalls, ASignalHandlerReturnsIntoItsSection) {
  struct sigaction action {};
  struct sigaction before {};
  action.sa_handler = [](int) { g_signals = g_signals + 1; };
  ASSERT_EQ(::sigaction(SIGUSR1, &action, &before), 0);
  g_signals = 0;
  const pthread_t self = ::pthread_self();
  std::thread sender;
  in_section([&] {
    {
      const RealtimeWakeAllowed allowed;
      sender = std::thread([self] { ::pthread_kill(self, SIGUSR1); });
    }
    while (g_signals == 0) {
    }
  });
  sender.join();
  EXPECT_EQ(g_signals, 1);
  ::sigaction(SIGUSR1, &before, nullptr);
}

TEST(RealtimeSection, CodeThatOnlyComputesPasses) {
  std::array<double, 256> samples{};
  in_section([&] {
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = std::sin(static_cast<double>(i));
  });
  EXPECT_NE(samples[1], 0.0);
}

TEST(RealtimeSection, EverythingIsAllowedOutside) {
  in_section([] {});
  allocate_and_free(64);
  std::mutex mutex;
  const std::lock_guard lock(mutex);
  const int file = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(file, 0);
  EXPECT_EQ(::write(file, "x", 1), 1);
  ::close(file);
}

TEST(RealtimeSection, TryingALockIsAllowed) {
  std::mutex mutex;
  bool locked = false;
  in_section([&] { locked = mutex.try_lock(); });
  EXPECT_TRUE(locked);
  mutex.unlock();
}

}  // namespace
}  // namespace chronus
