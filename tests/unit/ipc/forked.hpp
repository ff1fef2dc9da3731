// SPDX-License-Identifier: MIT
#pragma once

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <new>
#include <stdexcept>
#include <type_traits>

namespace chronus::test {

/// Long enough for any machine: it only bounds how long a broken test hangs.
inline constexpr int kPatience_ms = 30'000;

/// Whether the descriptor became readable (or its other end went) before the test lost patience.
inline bool becomes_readable(int fd, int patience_ms = kPatience_ms) {
  pollfd watched{fd, POLLIN, 0};
  return poll(&watched, 1, patience_ms) == 1;
}

/// Memory that this process and those it forks later see alike, zeroed.
template <class T>
class SharedPage {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  SharedPage()
      : memory_(
            mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    if (memory_ == MAP_FAILED) throw std::runtime_error("no shared memory");
    new (memory_) T{};
  }
  ~SharedPage() { munmap(memory_, sizeof(T)); }
  SharedPage(const SharedPage&) = delete;
  SharedPage& operator=(const SharedPage&) = delete;
  T* operator->() const { return static_cast<T*>(memory_); }
  T& operator*() const { return *static_cast<T*>(memory_); }

 private:
  void* memory_;
};

/// Runs a function in a forked process, whose exit code is the function's. Killed and reaped on
/// destruction.
class Forked {
 public:
  template <class Function>
  explicit Forked(Function function) : pid_(fork()) {
    if (pid_ < 0) throw std::runtime_error("cannot fork");
    if (pid_ > 0) {
      pidfd_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
      return;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // Some of these crash on purpose: no core files, and no sanitizer's report of it.
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    ::signal(SIGSEGV, SIG_DFL);
    _exit(function());
  }
  ~Forked() {
    if (!reaped_) {
      kill(SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    close(pidfd_);
  }
  Forked(const Forked&) = delete;
  Forked& operator=(const Forked&) = delete;

  pid_t pid() const { return pid_; }
  void kill(int number) const { ::kill(pid_, number); }
  bool has_ended() const { return becomes_readable(pidfd_, 0); }
  /// The exit code, minus the signal that ended it, or kHangs when patience is lost.
  int wait() {
    if (!becomes_readable(pidfd_)) return kHangs;
    int status = 0;
    waitpid(pid_, &status, 0);
    reaped_ = true;
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  }
  static constexpr int kHangs = -1'000;

 private:
  pid_t pid_;
  int pidfd_ = -1;
  bool reaped_ = false;
};

}  // namespace chronus::test
