// SPDX-License-Identifier: MIT
#include "support/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace chronus::test {

ChildProcess::ChildProcess(const std::vector<std::string>& command, const Environment& environment,
                           bool keep_output) {
  std::array<int, 2> ends{-1, -1};
  if (keep_output && pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);

  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork for " + command.front());
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, STDIN_FILENO);
    dup2(keep_output ? ends[1] : nothing, STDOUT_FILENO);
    dup2(nothing, STDERR_FILENO);
    for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
    execvp(arguments.front(), arguments.data());
    _exit(127);
  }
  if (keep_output) {
    close(ends[1]);
    output_ = ends[0];
  }
}

ChildProcess::~ChildProcess() {
  if (is_running()) {
    signal(SIGKILL);
    wait();
  }
  if (output_ >= 0) close(output_);
}

void ChildProcess::signal(int number) const {
  if (!ended_) kill(pid_, number);
}

int ChildProcess::wait() {
  if (!ended_) {
    waitpid(pid_, &status_, 0);
    ended_ = true;
  }
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
}

bool ChildProcess::is_running() {
  if (!ended_ && waitpid(pid_, &status_, WNOHANG) == pid_) ended_ = true;
  return !ended_;
}

std::size_t ChildProcess::read(void* to, std::size_t size) const {
  const ssize_t got = ::read(output_, to, size);
  return got > 0 ? static_cast<std::size_t>(got) : 0;
}

int run(const std::vector<std::string>& command, const ChildProcess::Environment& environment) {
  return ChildProcess(command, environment).wait();
}

}  // namespace chronus::test
