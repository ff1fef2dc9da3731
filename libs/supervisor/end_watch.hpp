// SPDX-License-Identifier: MIT
#pragma once

#include "base/thread.hpp"

namespace chronus::supervisor {

/// Ends the process 1.8 s after a signal to end, whatever hangs: a start that reads from a disk
/// which does not answer, a device that does not close. Exit status 1, and a line in the log.
class EndWatch {
 public:
  /// `signals`: readable from the signal on; nobody else reads it empty. Throws NoThread.
  explicit EndWatch(int signals);
  /// The end is reached.
  ~EndWatch();
  EndWatch(const EndWatch&) = delete;
  EndWatch& operator=(const EndWatch&) = delete;

 private:
  int stop_;  // eventfd
  Thread thread_;
};

}  // namespace chronus::supervisor
