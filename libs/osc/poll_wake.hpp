// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>

#include "base/result.hpp"
#include "osc/socket.hpp"

namespace chronus::osc {

/// Wakes one thread that polls fd(). Rings between two takes cost one system call together.
class PollWake {
 public:
  static Result<PollWake> open();
  PollWake(PollWake&& other) noexcept : fd_(std::move(other.fd_)) {}

  int fd() const { return fd_.get(); }

  /// Any thread; never blocks. What the thread wrote before is seen by the take() that follows.
  void ring();
  /// The polling thread, when fd() is readable: makes it unreadable until the next ring.
  void take();

 private:
  explicit PollWake(FileDescriptor fd) : fd_(std::move(fd)) {}

  FileDescriptor fd_;
  // Written true by ringing threads, false by the polling one, each by an exchange. A ring that
  // finds true skips the system call, and may: the exchanges are in one order, so a take() comes
  // after it, which reads what it released (release sequences run through other rings' exchanges).
  std::atomic<bool> pending_{false};
};

}  // namespace chronus::osc
