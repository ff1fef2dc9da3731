// SPDX-License-Identifier: MIT
#include "supervisor/disk_watch.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "base/as_memory_allows.hpp"
#include "base/clock.hpp"

namespace chronus::supervisor {

void DiskWatch::start(Watched watched, std::chrono::milliseconds limit,
                      std::chrono::milliseconds look) {
  const auto run = [this, watched = std::move(watched), limit, look](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any pause;
    while (!stop.stop_requested()) {
      (void)as_memory_allows([&] { look_at(watched, limit); });
      std::unique_lock lock(mutex);
      pause.wait_for(lock, stop, look, [] { return false; });
    }
  };
  thread_.start("disk watch", run);
}

void DiskWatch::look_at(const Watched& watched, std::chrono::milliseconds limit) {
  const bool answers = watched.process.waiting_for(monotonic_ns()) < limit;
  answers_.store(answers, std::memory_order_relaxed);
  if (!answers) watched.give_up();
  if (answers != is_told_) return;
  if (answers) {
    watched.tell_over(watched.name + " answers again");
  } else {
    watched.tell(watched.name + " does not answer: what is asked of it is refused until it does");
  }
  is_told_ = !answers;
}

}  // namespace chronus::supervisor
