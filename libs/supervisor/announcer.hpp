// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <string>

#include "supervisor/conductor_loop.hpp"

namespace chronus::supervisor {

/// What a disk, a journal or a recording has to tell, to subscribers by way of the conductor. It
/// may be told before there is a conductor and after it has gone: then nobody hears it but the log.
///
/// Any thread but a real-time one.
class Announcer {
 public:
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

 private:
  std::mutex mutex_;
  ConductorLoop* loop_ = nullptr;  // guarded
};

}  // namespace chronus::supervisor
