// SPDX-License-Identifier: MIT
#include "supervisor/end_watch.hpp"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <iterator>

#include "log/async_log.hpp"

namespace chronus::supervisor {
namespace {

constexpr int kEnd_ms = 1'800;
constexpr std::chrono::milliseconds kLastWords{100};

void watch(int signals, int stop) {
  pollfd either[] = {{stop, POLLIN, 0}, {signals, POLLIN, 0}};
  while (poll(either, std::size(either), -1) < 0) {
  }
  if ((either[0].revents & POLLIN) != 0) return;
  if (poll(either, 1, kEnd_ms) > 0) return;  // only `stop` counts from here on
  spdlog::error("something does not let go: ended without it");
  log::flush(kLastWords);
  _exit(1);
}

}  // namespace

EndWatch::EndWatch(int signals)
    : stop_(eventfd(0, EFD_CLOEXEC)),
      thread_("end watch", [signals, stop = stop_](const auto&) { watch(signals, stop); }) {}

EndWatch::~EndWatch() {
  const std::uint64_t one = 1;
  (void)!write(stop_, &one, sizeof one);
  thread_.join();
  close(stop_);
}

}  // namespace chronus::supervisor
