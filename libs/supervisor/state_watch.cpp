// SPDX-License-Identifier: MIT
#include "supervisor/state_watch.hpp"

#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace chronus::supervisor {
namespace {

/// What to tell of a directory that is gone.
std::string make_again(const std::string& directory, disk::Files& files) {
  const auto made = files.make_directories(directory);
  return "the state directory " + directory + " has been deleted" +
         (made < 0 ? ", and cannot be made again: " + disk::reason_of(made) : "; it is made again");
}

/// A disk that does not answer has not lost it.
bool is_gone(const std::string& directory, disk::Files& files) {
  disk::About about;
  const auto looked = files.about(directory, &about);
  return looked == -ENOENT || looked == -ENOTDIR || (looked == 0 && !about.is_directory());
}

}  // namespace

void StateWatch::start(const std::string& directory, Tell tell, std::chrono::milliseconds look,
                       disk::Files& files) {
  thread_.start("state watch", [this, directory, tell = std::move(tell), look,
                                &files](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any pause;
    bool was_there = true;
    while (!stop.stop_requested()) {
      bool is_there = !is_gone(directory, files);
      if (was_there && !is_there) {
        lost_.fetch_add(1, std::memory_order_relaxed);
        tell(make_again(directory, files));
        is_there = !is_gone(directory, files);
      }
      was_there = is_there;
      std::unique_lock lock(mutex);
      pause.wait_for(lock, stop, look, [] { return false; });
    }
  });
}

bool StateWatch::end_within(std::chrono::nanoseconds limit) {
  thread_.request_stop();
  return thread_.has_ended_within(limit);
}

}  // namespace chronus::supervisor
