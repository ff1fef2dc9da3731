// SPDX-License-Identifier: MIT
#include "picture/gnuplot.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace chronus::picture {
namespace {

constexpr mode_t kFileMode = 0666;

Error failed(const std::string& what, int error) {
  return Error{what + ": " + std::strerror(error)};
}

/// What was there stays, but for the type: a folder cannot be opened.
int open_to_write(const std::string& file, bool* is_new) {
  const int made = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode);
  *is_new = made >= 0;
  return made >= 0 || errno != EEXIST ? made : open(file.c_str(), O_WRONLY | O_CLOEXEC);
}

/// 0, or an error of the system.
int spawn(int input, int output, pid_t* pid) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  // Whatever stands in the user's own start-up files.
  const char* argv[] = {"gnuplot", "--default-settings", nullptr};
  const int error =
      posix_spawnp(pid, argv[0], &actions, nullptr, const_cast<char**>(argv), environ);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

Result<Gnuplot> Gnuplot::start(const std::string& file) {
  bool is_new = false;
  FileDescriptor picture(open_to_write(file, &is_new));
  if (picture.get() < 0) return failed(file, errno);
  Gnuplot gnuplot(file, is_new, std::move(picture));
  // A socket, since a write to a pipe that nobody reads would end us by a signal.
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return failed("gnuplot", errno);
  }
  gnuplot.to_it_ = FileDescriptor(ends[0]);
  const FileDescriptor its_end(ends[1]);
  const int error = spawn(its_end.get(), gnuplot.picture_.get(), &gnuplot.pid_);
  if (error == ENOENT) {
    return Error{"pictures are drawn by gnuplot, which was not found: install it (gnuplot-nox)"};
  }
  if (error != 0) return failed("gnuplot", error);
  return gnuplot;
}

Gnuplot::Gnuplot(Gnuplot&& other) noexcept
    : file_(std::move(other.file_)),
      is_new_(std::exchange(other.is_new_, false)),
      picture_(std::move(other.picture_)),
      to_it_(std::move(other.to_it_)),
      pid_(std::exchange(other.pid_, -1)) {}

Gnuplot::~Gnuplot() {
  to_it_ = FileDescriptor();
  wait();
  if (is_new_) unlink(file_.c_str());
}

Status Gnuplot::draw(const std::string& script) {
  if (ftruncate(picture_.get(), 0) != 0) return failed(file_, errno);
  const Status told = tell(script);
  shutdown(to_it_.get(), SHUT_WR);
  if (const int status = wait(); !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return Error{file_ + ": gnuplot could not draw it"};
  }
  if (!told) return told;
  is_new_ = false;
  return {};
}

Status Gnuplot::tell(const std::string& script) {
  for (std::size_t done = 0; done < script.size();) {
    const auto sent = send(to_it_.get(), script.data() + done, script.size() - done, MSG_NOSIGNAL);
    if (sent > 0) done += static_cast<std::size_t>(sent);
    if (sent < 0 && errno != EINTR) return failed("gnuplot", errno);
  }
  return {};
}

int Gnuplot::wait() {
  int status = 0;
  if (pid_ < 0) return status;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return status;
}

}  // namespace chronus::picture
