// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "supervisor/conductor_loop.hpp"

namespace chronus::supervisor {

/// What a disk, a journal or a recording has to tell, to subscribers by way of the conductor. It
/// may be told before there is a conductor, which then is told as soon as it is there (the first
/// kMostEarly), and after it has gone: then nobody hears it but the log.
///
/// Any thread but a real-time one.
class Announcer {
 public:
  static constexpr std::size_t kMostEarly = 64;

  void open(ConductorLoop& loop);
  /// Afterwards the loop may go: who was just telling has done so.
  void close();

  /// `/event KIND JSON`.
  void tell(const std::string& kind, const std::string& json);
  /// An event `alarm`, and a line in the log.
  void alarm(const std::string& what);
  /// What an alarm told of has ended: an event `alarm` that says so, and a line in the log that is
  /// none of an error.
  void all_clear(const std::string& what);

  using Tell = std::function<void(const std::string& what)>;
  /// alarm() and all_clear(), to be handed to what this outlives.
  Tell alarms() {
    return [this](const std::string& what) { alarm(what); };
  }
  Tell endings() {
    return [this](const std::string& what) { all_clear(what); };
  }

 private:
  std::mutex mutex_;
  // Guarded:
  ConductorLoop* loop_ = nullptr;
  bool is_over_ = false;
  std::vector<std::pair<std::string, std::string>> early_;  // kind, JSON
};

}  // namespace chronus::supervisor
