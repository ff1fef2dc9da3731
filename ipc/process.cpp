// SPDX-License-Identifier: MIT
#include "ipc/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/file_descriptor.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX names it nowhere else

namespace chronus::ipc {
namespace {

void wait_for(pid_t pid) {
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
}

/// What a child has open.
class Belongings {
 public:
  explicit Belongings(std::span<const int> handed) {
    posix_spawn_file_actions_init(&actions_);
    add_null(STDIN_FILENO, O_RDONLY);
    add_null(STDOUT_FILENO, O_WRONLY);
    const int end = ChildProcess::kFirstHanded + static_cast<int>(handed.size());
    for (const int fd : handed) {
      // Beyond the places in the child: none is overwritten before it has been copied.
      const int copy = fcntl(fd, F_DUPFD_CLOEXEC, end);
      if (copy < 0) note(errno);
      copies_.emplace_back(copy);
    }
    for (std::size_t at = 0; at < copies_.size() && error_ == 0; ++at) {
      note(posix_spawn_file_actions_adddup2(&actions_, copies_[at].get(),
                                            ChildProcess::kFirstHanded + static_cast<int>(at)));
    }
    note(posix_spawn_file_actions_addclosefrom_np(&actions_, end));
  }
  ~Belongings() { posix_spawn_file_actions_destroy(&actions_); }
  Belongings(const Belongings&) = delete;
  Belongings& operator=(const Belongings&) = delete;

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  /// errno of what could not be prepared, or 0.
  int error() const { return error_; }

 private:
  void add_null(int fd, int flags) {
    note(posix_spawn_file_actions_addopen(&actions_, fd, "/dev/null", flags, 0));
  }
  void note(int error) {
    if (error_ == 0) error_ = error;
  }

  posix_spawn_file_actions_t actions_ = {};
  std::vector<FileDescriptor> copies_;
  int error_ = 0;
};

}  // namespace

std::string ExitStatus::text() const {
  if (!known) return "an end that nobody saw";
  if (!signalled) return "exit " + std::to_string(code);
  return "signal " + std::to_string(code) + " (" + strsignal(code) + ")";
}

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& argv,
                                         std::span<const int> handed) {
  if (argv.empty()) return Error{"cannot start a program without a name"};
  std::vector<char*> arguments;
  arguments.reserve(argv.size() + 1);
  for (const auto& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  sigset_t all;
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  // A process group of its own: Ctrl-C on the terminal reaches the supervisor, which decides.
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  const Belongings belongings(handed);
  pid_t pid = -1;
  const int error = belongings.error() != 0
                        ? belongings.error()
                        : posix_spawn(&pid, argv[0].c_str(), belongings.actions(), &attributes,
                                      arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return Error{"cannot start " + argv[0] + ": " + std::strerror(error)};

  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) {
    const std::string reason = std::strerror(errno);
    kill(pid, SIGKILL);
    wait_for(pid);
    return Error{"cannot watch " + argv[0] + " (pidfd_open): " + reason};
  }
  return ChildProcess(pid, pidfd);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), pidfd_(std::exchange(other.pidfd_, -1)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(pidfd_, other.pidfd_);
  return *this;
}

ChildProcess::~ChildProcess() {
  if (pidfd_ < 0) return;
  signal(SIGKILL);
  wait_for(pid_);
  close(pidfd_);
}

void ChildProcess::signal(int number) const {
  syscall(SYS_pidfd_send_signal, pidfd_, number, nullptr, 0);
}

bool ChildProcess::try_reap(ExitStatus* status) {
  // Reaped or moved away: the number may be another child's by now, or -1, which is any child's.
  if (pidfd_ < 0) return false;
  int raw = 0;
  const pid_t found = waitpid(pid_, &raw, WNOHANG);
  const bool nobody_to_reap = found < 0 && errno == ECHILD;
  if (found != pid_ && !nobody_to_reap) return false;
  *status = {};
  status->known = !nobody_to_reap;
  status->signalled = status->known && WIFSIGNALED(raw);
  status->code = status->signalled ? WTERMSIG(raw) : WEXITSTATUS(raw);
  close(std::exchange(pidfd_, -1));
  return true;
}

void ChildProcess::leave() {
  if (pidfd_ >= 0) close(std::exchange(pidfd_, -1));
}

bool die_with_parent(pid_t expected_parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  return getppid() == expected_parent;
}

}  // namespace chronus::ipc
