// SPDX-License-Identifier: MIT
#include "supervisor/launcher.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <string_view>
#include <utility>

namespace chronus::supervisor {
namespace {

class RealProcess final : public WorkerProcess {
 public:
  explicit RealProcess(ipc::ChildProcess child)
      : child_(std::move(child)),
        pid_(child_.pid()),
        // Other threads look through a descriptor of their own: the child's is closed when reaped.
        watch_(fcntl(child_.pidfd(), F_DUPFD_CLOEXEC, 0)),
        stat_(open(("/proc/" + std::to_string(pid_) + "/stat").c_str(), O_RDONLY | O_CLOEXEC)) {
    if (clock_getcpuclockid(pid_, &cpu_clock_) != 0) cpu_clock_ = CLOCK_REALTIME;
  }
  ~RealProcess() override {
    if (watch_ >= 0) close(watch_);
    if (stat_ >= 0) close(stat_);
  }
  RealProcess(const RealProcess&) = delete;
  RealProcess& operator=(const RealProcess&) = delete;

  int pid() const override { return pid_; }
  int pidfd() const override { return child_.pidfd(); }
  void signal(int number) override { child_.signal(number); }

  bool try_reap(ipc::ExitStatus* status) override {
    if (!child_.try_reap(status)) return false;
    end_ = *status;
    // Release: how it ended is there before the word that says so.
    reaped_.store(true, std::memory_order_release);
    return true;
  }

  bool has_ended(ipc::ExitStatus* how) const override {
    if (reaped_.load(std::memory_order_acquire)) {
      *how = end_;
      return true;
    }
    siginfo_t info = {};
    // Looks without reaping, which is the main thread's.
    const int looked =
        waitid(P_PIDFD, static_cast<id_t>(watch_), &info, WEXITED | WNOHANG | WNOWAIT);
    // Reaped this moment: how is told the next time.
    if (looked != 0 || info.si_pid == 0) return false;
    how->signalled = info.si_code != CLD_EXITED;
    how->code = info.si_status;
    return true;
  }

  std::int64_t cpu_ns() const override {
    timespec used = {};
    if (cpu_clock_ == CLOCK_REALTIME || clock_gettime(cpu_clock_, &used) != 0) return 0;
    return used.tv_sec * std::int64_t{1'000'000'000} + used.tv_nsec;
  }

  bool is_runnable() const override {
    char text[512];
    const ssize_t length = pread(stat_, text, sizeof text, 0);
    if (length <= 0) return false;
    // "pid (name) state …", and a name may hold anything.
    const std::string_view stat(text, static_cast<std::size_t>(length));
    const std::size_t name_end = stat.rfind(')');
    return name_end != stat.npos && stat.substr(name_end).starts_with(") R ");
  }

 private:
  ipc::ChildProcess child_;
  int pid_;
  int watch_;
  int stat_;
  clockid_t cpu_clock_ = CLOCK_REALTIME;  // which no process has: none was found
  ipc::ExitStatus end_;
  // Writer: the main thread, after end_.
  std::atomic<bool> reaped_{false};
};

}  // namespace

Result<std::shared_ptr<WorkerProcess>> ProcessLauncher::start(const SharedSegment& segment) {
  std::vector<int> handed{control_fd_, segment->fd()};
  constexpr int kFirst = ipc::ChildProcess::kFirstHanded;
  std::vector<std::string> argv{worker_path_,
                                "--control-fd",
                                std::to_string(kFirst),
                                "--slot-fd",
                                std::to_string(kFirst + 1),
                                "--session",
                                std::to_string(session_.number),
                                "--parent",
                                std::to_string(session_.pid)};
  if (samples_fd_ >= 0) {
    handed.push_back(samples_fd_);
    argv.insert(argv.end(), {"--samples-fd", std::to_string(kFirst + 2)});
  }
  auto child = ipc::ChildProcess::start(argv, handed);
  if (!child) return child.error();
  return std::shared_ptr<WorkerProcess>(std::make_shared<RealProcess>(std::move(*child)));
}

bool is_crash(const ipc::ExitStatus& status) {
  if (!status.known) return false;
  if (!status.signalled) return status.code != 0;
  return status.code != SIGKILL && status.code != SIGTERM && status.code != SIGINT &&
         status.code != SIGHUP;
}

}  // namespace chronus::supervisor
