// SPDX-License-Identifier: MIT
#include "clock_guard.hpp"

#include <execinfo.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <ctime>

namespace chronus::simulation {
namespace {

constexpr int kDepth = 8;

struct Watched {
  bool on = false;
  int calls = 0;
  int depth = 0;
  std::array<void*, kDepth> callers{};
};
thread_local Watched watched;

void note_call() {
  if (!watched.on || ++watched.calls > 1) return;
  watched.depth = backtrace(watched.callers.data(), kDepth);
}

int ask(clockid_t clock, timespec* to) {
  return static_cast<int>(syscall(SYS_clock_gettime, clock, to));
}

}  // namespace

ClockGuard::ClockGuard() {
  watched = {};
  watched.on = true;
}
ClockGuard::~ClockGuard() { watched.on = false; }

int ClockGuard::calls() const { return watched.calls; }

std::string ClockGuard::first_caller() const {
  std::string text;
  char** symbols = backtrace_symbols(watched.callers.data(), watched.depth);
  for (int i = 0; symbols != nullptr && i < watched.depth; ++i)
    text += std::string(symbols[i]) + "\n";
  std::free(symbols);
  return text;
}

}  // namespace chronus::simulation

extern "C" {

int clock_gettime(clockid_t clock, timespec* to) noexcept {
  chronus::simulation::note_call();
  return chronus::simulation::ask(clock, to);
}

time_t time(time_t* to) noexcept {
  chronus::simulation::note_call();
  timespec now{};
  chronus::simulation::ask(CLOCK_REALTIME, &now);
  if (to != nullptr) *to = now.tv_sec;
  return now.tv_sec;
}

int gettimeofday(timeval* to, void*) noexcept {
  chronus::simulation::note_call();
  timespec now{};
  const int result = chronus::simulation::ask(CLOCK_REALTIME, &now);
  *to = {now.tv_sec, now.tv_nsec / 1'000};
  return result;
}

}  // extern "C"
