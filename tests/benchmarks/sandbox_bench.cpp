// SPDX-License-Identifier: MIT
// What a worker's sandbox costs the one call to the kernel that rendering makes.
#include <benchmark/benchmark.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/clock.hpp"
#include "sandbox/sandbox.hpp"

namespace chronus::bench {
namespace {

constexpr int kCalls = 200'000;
constexpr int kTries = 9;

/// A wake that finds nobody asleep: all of it is the way into the kernel and back.
double call_ns() {
  int word = 0;
  const std::int64_t began_ns = monotonic_ns();
  for (int i = 0; i < kCalls; ++i) syscall(SYS_futex, &word, FUTEX_WAKE, 1, nullptr, nullptr, 0);
  return static_cast<double>(monotonic_ns() - began_ns) / kCalls;
}

/// The best of several, by a process of its own, which stays confined for good; below 0 where the
/// kernel confines nobody.
double call_ns(bool confined) {
  void* const memory =
      mmap(nullptr, sizeof(double), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto* const best_ns = static_cast<double*>(memory);
  *best_ns = -1.0;
  const pid_t child = fork();
  if (child == 0) {
    if (!confined || sandbox::confine(sandbox::Role::kWorker)) {
      std::array<double, kTries> tries{};
      for (double& one : tries) one = call_ns();
      *best_ns = *std::min_element(tries.begin(), tries.end());
    }
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  const double found_ns = *best_ns;
  munmap(memory, sizeof(double));
  return found_ns;
}

/// Argument 1: confined.
void call(benchmark::State& state) {
  double ns = 0.0;
  for (auto _ : state) ns = call_ns(state.range(0) != 0);
  if (ns < 0.0) return state.SkipWithError("this kernel, or this build, confines nobody");
  state.counters["call_ns"] = ns;
}
BENCHMARK(call)->Arg(0)->Arg(1)->Iterations(1);

}  // namespace
}  // namespace chronus::bench
