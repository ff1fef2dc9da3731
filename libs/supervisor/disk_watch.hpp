// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

#include "base/thread.hpp"
#include "disk/disk_process.hpp"

namespace chronus::supervisor {

/// Looks whether a disk answers, on a thread of its own that waits for none. One that does not is
/// told once, and that it does again; meanwhile whoever waits for it is told to give up.
class DiskWatch {
 public:
  /// Without an answer for so long a disk does not answer.
  static constexpr std::chrono::seconds kLimit{4};
  static constexpr const char* kReason = "the disk does not answer";

  struct Watched {
    std::string name;  ///< as people are told of it: "the journals' disk"
    const disk::DiskProcess& process;
    std::function<void(const std::string& what)> tell;
    std::function<void(const std::string& what)> tell_over;
    /// With every look for as long as it does not answer.
    std::function<void()> give_up;
  };

  /// All of these outlive it, and are called on its thread. Throws NoThread.
  void start(Watched watched, std::chrono::milliseconds limit = kLimit,
             std::chrono::milliseconds look = std::chrono::milliseconds{100});
  /// Any thread, as a figure.
  bool answers() const { return answers_.load(std::memory_order_relaxed); }

 private:
  void look_at(const Watched& watched, std::chrono::milliseconds limit);

  bool is_told_ = false;  // the watch's thread
  // Writer: the watch's thread.
  std::atomic<bool> answers_{true};
  Thread thread_;
};

}  // namespace chronus::supervisor
