// SPDX-License-Identifier: MIT
#include "supervisor/state_watch.hpp"

#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "base/as_memory_allows.hpp"

namespace chronus::supervisor {
namespace {

/// A disk that does not answer has not lost it.
bool is_gone(const std::string& directory, disk::Files& files) {
  disk::About about;
  const auto looked = files.about(directory, &about);
  return looked == -ENOENT || looked == -ENOTDIR || (looked == 0 && !about.is_directory());
}

}  // namespace

void StateWatch::start(const std::string& directory, Tell tell, Tell tell_over, disk::Files& files,
                       std::chrono::milliseconds look) {
  Listeners listeners{std::move(tell), std::move(tell_over)};
  thread_.start("state watch", [this, directory, listeners = std::move(listeners), look,
                                &files](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any pause;
    while (!stop.stop_requested()) {
      (void)as_memory_allows([&] { look_for(directory, listeners, files); });
      std::unique_lock lock(mutex);
      pause.wait_for(lock, stop, look, [] { return false; });
    }
  });
}

/// One that cannot be made again is tried with every look.
void StateWatch::look_for(const std::string& directory, const Listeners& listeners,
                          disk::Files& files) {
  const std::string name = "the state directory " + directory;
  if (!is_gone(directory, files)) {
    is_there_.store(true, std::memory_order_relaxed);
    if (is_told_) listeners.tell_over(name + " is there again");
    is_told_ = false;
    return;
  }
  const auto made = files.make_directories(directory);
  const bool is_made = made == 0 && !is_gone(directory, files);
  is_there_.store(is_made, std::memory_order_relaxed);
  if (is_told_) return;  // where it is made now the next look tells
  lost_.fetch_add(1, std::memory_order_relaxed);
  is_told_ = !is_made;
  const auto how = is_made ? std::string("; it is made again")
                           : ", and cannot be made again: " + disk::reason_of(made);
  listeners.tell(name + " has been deleted" + how);
}

bool StateWatch::end_within(std::chrono::nanoseconds limit) {
  thread_.request_stop();
  return thread_.has_ended_within(limit);
}

}  // namespace chronus::supervisor
