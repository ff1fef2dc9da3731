// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace chronus::ipc {

/// How a child ended, in words for a log: "exit 3", "signal 9 (Killed)".
struct ExitStatus {
  bool signalled = false;
  int code = 0;       ///< exit code or signal number
  bool known = true;  ///< false: somebody else reaped it
  std::string text() const;
};

/// A child process held by its pidfd, so that its end is an event on a file descriptor and a
/// signal can never reach a stranger that took over the number. Killed and reaped on destruction.
/// Used by one thread, the one that started it: a child that called die_with_parent() is killed as
/// soon as that thread ends, even if its process goes on.
class ChildProcess {
 public:
  /// The number that the first of the descriptors handed over has in the child.
  static constexpr int kFirstHanded = 3;
  /// Starts `argv[0]` (a path) with default signal handling and an empty signal mask. It has our
  /// standard error, an empty input, an output that goes nowhere and, from kFirstHanded on, the
  /// descriptors `handed`; nothing else that is open here, whatever its flags are.
  static Result<ChildProcess> start(const std::vector<std::string>& argv,
                                    std::span<const int> handed = {});

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  pid_t pid() const { return pid_; }
  /// Readable when the child has ended.
  int pidfd() const { return pidfd_; }
  void signal(int number) const;
  /// True once, when the child has ended; it is reaped then, unless somebody else has done that.
  bool try_reap(ExitStatus* status);
  /// Neither kills it nor waits for it any more: it ends when it likes.
  void leave();

 private:
  ChildProcess(pid_t pid, int pidfd) : pid_(pid), pidfd_(pidfd) {}
  pid_t pid_ = -1;
  int pidfd_ = -1;
};

/// Worker side: die with the supervisor. False when it is gone already.
bool die_with_parent(pid_t expected_parent);

}  // namespace chronus::ipc
