// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "base/thread.hpp"
#include "disk/files.hpp"

namespace chronus::supervisor {

/// Sees to the state directory: where somebody deletes it while the engine runs, it is made again,
/// and told. What was open in it is not there any more; what is made from then on is. Looks once a
/// second on a thread of its own, since a disk may take its time.
class StateWatch {
 public:
  using Tell = std::function<void(const std::string& what)>;

  StateWatch() = default;
  ~StateWatch() = default;
  StateWatch(const StateWatch&) = delete;
  StateWatch& operator=(const StateWatch&) = delete;

  /// `tell`: called on the watch's thread, once for each time that it is gone; `tell_over`: where
  /// it could not be made again at once, and is there again. `files` outlives it. Throws NoThread.
  void start(const std::string& directory, Tell tell, Tell tell_over,
             disk::Files& files = disk::direct(),
             std::chrono::milliseconds look = std::chrono::seconds{1});
  /// True when it tells no more; false: the disk does not answer, and it may yet.
  bool end_within(std::chrono::nanoseconds limit);
  /// How often it was gone. Any thread.
  std::uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }
  /// Whether it was there at the last look. Any thread.
  bool is_there() const { return is_there_.load(std::memory_order_relaxed); }

 private:
  struct Listeners {
    Tell tell;
    Tell tell_over;
  };
  void look_for(const std::string& directory, const Listeners& listeners, disk::Files& files);

  bool is_told_ = false;  // the watch's thread: that it is gone, and not that it is there again
  // Writer: the watch's thread; readers: anyone, as figures.
  std::atomic<std::uint64_t> lost_{0};
  std::atomic<bool> is_there_{true};
  Thread thread_;
};

}  // namespace chronus::supervisor
