// SPDX-License-Identifier: MIT
#include "supervisor/state_watch.hpp"

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <system_error>
#include <utility>

namespace chronus::supervisor {
namespace {

namespace fs = std::filesystem;

/// What to tell of a directory that is gone.
std::string make_again(const std::string& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  return "the state directory " + directory + " has been deleted" +
         (error ? ", and cannot be made again: " + error.message() : "; it is made again");
}

}  // namespace

void StateWatch::start(const std::string& directory, Tell tell, std::chrono::milliseconds look) {
  thread_.start("state watch",
                [this, directory, tell = std::move(tell), look](const std::stop_token& stop) {
                  keep_files_to_this_thread();
                  std::mutex mutex;
                  std::condition_variable_any pause;
                  bool was_there = true;
                  while (!stop.stop_requested()) {
                    std::error_code error;
                    bool is_there = fs::is_directory(directory, error);
                    if (was_there && !is_there) {
                      lost_.fetch_add(1, std::memory_order_relaxed);
                      tell(make_again(directory));
                      is_there = fs::is_directory(directory, error);
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
