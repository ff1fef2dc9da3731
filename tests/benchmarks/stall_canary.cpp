// SPDX-License-Identifier: MIT
// How long the machine kept everybody waiting, while something else is measured: on each core a
// thread above all of Chronus's in priority sleeps half a millisecond at a time. Where it wakes
// late, no thread could have run there: the hypervisor, or the kernel, had the core. One line for
// each time, `<when it woke, seconds of CLOCK_MONOTONIC> <seconds late> <core>`.
//
// Cores that idle halt, and on a virtual machine wake late; so that what is measured is the
// program, each is kept awake by a thread that runs only where nobody else wants to. It ends with
// its standard input.
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/scheduling.hpp"
#include "base/sleep.hpp"

namespace {

constexpr int kPriority = 90;
constexpr std::int64_t kPeriod_ns = 500'000;
constexpr std::int64_t kLate_ns = 200'000;

std::atomic<bool> ends{false};

void stay_on(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  pthread_setaffinity_np(pthread_self(), sizeof(cores), &cores);
}

void watch(int core) {
  stay_on(core);
  if (chronus::request_realtime(kPriority).policy != SCHED_FIFO) {
    std::fputs("stall_canary: no SCHED_FIFO: it is late with everybody else\n", stderr);
  }
  std::int64_t due_ns = chronus::monotonic_ns();
  while (!ends.load(std::memory_order_relaxed)) {
    due_ns += kPeriod_ns;
    chronus::sleep_until(due_ns);
    const std::int64_t now_ns = chronus::monotonic_ns();
    if (now_ns - due_ns < kLate_ns) continue;
    std::printf("%.6f %.6f %d\n", static_cast<double>(now_ns) * 1e-9,
                static_cast<double>(now_ns - due_ns) * 1e-9, core);
    std::fflush(stdout);
    due_ns = now_ns;
  }
}

void keep_awake(int core) {
  stay_on(core);
  const sched_param none{};
  if (pthread_setschedparam(pthread_self(), SCHED_IDLE, &none) != 0) return;
  while (!ends.load(std::memory_order_relaxed)) continue;
}

}  // namespace

int main() {
  std::vector<std::thread> threads;
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  for (int core = 0; core < cores; ++core) {
    threads.emplace_back(watch, core);
    threads.emplace_back(keep_awake, core);
  }
  std::array<char, 64> bytes;
  while (read(STDIN_FILENO, bytes.data(), bytes.size()) > 0) continue;
  // Relaxed: nothing else is told by it.
  ends.store(true, std::memory_order_relaxed);
  for (std::thread& thread : threads) thread.join();
  return 0;
}
