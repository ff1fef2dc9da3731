// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace chronus::test {

/// A program run by a test. Killed with the test, even when the test itself is killed.
class ChildProcess {
 public:
  using Environment = std::vector<std::pair<std::string, std::string>>;

  /// `command` is looked for in PATH; `environment` is added to the test's own. Throws
  /// std::runtime_error. What the program writes is dropped, but for standard output with
  /// `keep_output`.
  ChildProcess(const std::vector<std::string>& command, const Environment& environment,
               bool keep_output = false);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  /// Waits for the end; the exit status, or minus the signal that ended it.
  int wait();
  bool is_running();
  /// Standard output, at most `size` bytes, waiting for the first; 0 at its end.
  std::size_t read(void* to, std::size_t size) const;

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  int status_ = 0;
  bool ended_ = false;
};

/// Exit status of a command run to its end.
int run(const std::vector<std::string>& command, const ChildProcess::Environment& environment = {});

}  // namespace chronus::test
