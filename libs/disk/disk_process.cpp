// SPDX-License-Identifier: MIT
#include "disk/disk_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <new>
#include <system_error>
#include <utility>

#include "base/clock.hpp"

namespace chronus::disk {
namespace {

/// Processes that were left to a disk and have not ended.
constexpr std::size_t kMostLeft = 3;
/// For the end of one that has nothing to do any more.
constexpr int kEndLimit_ms = 100;
/// A packet has to fit, with what the kernel adds to it, whatever the system's default is.
constexpr int kSocketBytes = 4 * static_cast<int>(kMostBytes);

bool is_readable(int fd, int limit_ms) {
  pollfd one = {fd, POLLIN, 0};
  return poll(&one, 1, limit_ms) > 0;
}

/// How the process before left it does not matter: done twice it is as if done once.
bool may_be_done_twice(Operation operation) {
  switch (operation) {
    case Operation::kAbout:
    case Operation::kAboutLink:
    case Operation::kSpace:
    case Operation::kRealPath:
    case Operation::kList:
    case Operation::kChangeMode:
      return true;
    default:
      return is_of_open_file(operation);  // says where it reads or writes
  }
}

}  // namespace

DiskProcess::DiskProcess(Options options)
    : options_(std::move(options)), stop_(eventfd(0, EFD_CLOEXEC)) {
  // Nobody who waits could be told to give up.
  if (stop_.get() < 0) {
    throw std::system_error(errno, std::generic_category(), "cannot watch " + options_.program);
  }
  left_.reserve(kMostLeft);
}

DiskProcess::~DiskProcess() {
  const bool waits = !has_given_up_.load(std::memory_order_relaxed);
  socket_ = {};
  if (child_) {
    ipc::ExitStatus status;
    if (waits) (void)is_readable(child_->pidfd(), kEndLimit_ms);
    if (!child_->try_reap(&status)) leave_process();
  }
  reap_left();
  for (auto& child : left_) child.leave();
}

void DiskProcess::give_up() noexcept {
  has_given_up_.store(true, std::memory_order_relaxed);
  const std::uint64_t one = 1;
  (void)!::write(stop_.get(), &one, sizeof one);
}

std::chrono::nanoseconds DiskProcess::waiting_for(std::int64_t now_ns) const noexcept {
  const std::int64_t asked_ns = asked_ns_.load(std::memory_order_relaxed);
  return std::chrono::nanoseconds(asked_ns == 0 ? 0 : std::max<std::int64_t>(0, now_ns - asked_ns));
}

void DiskProcess::reap() noexcept {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (lock) reap_left();
}

/// Callers may be C, through which nothing can be thrown.
std::int64_t DiskProcess::call(const FileRequest& request, std::string_view text,
                               std::span<char> answer) {
  const std::lock_guard lock(mutex_);
  std::int64_t given = -ENOMEM;
  try {
    given = serve(request, text.substr(0, std::min(text.size(), kMostBytes)),
                  answer.first(std::min(answer.size(), kMostBytes)));
  } catch (const std::bad_alloc&) {
  }
  if (request.operation == Operation::kClose) open_.erase(request.file);
  return given;
}

std::int64_t DiskProcess::serve(const FileRequest& request, std::string_view text,
                                std::span<char> answer) {
  const bool is_of_file = is_of_open_file(request.operation);
  std::int64_t given = -ECONNRESET;
  for (int tries = may_be_done_twice(request.operation) ? 2 : 1; tries > 0 && given == -ECONNRESET;
       --tries) {
    if (has_given_up_.load(std::memory_order_relaxed)) return -ECANCELED;
    given = is_of_file ? call_file(request, text, answer) : call_path(request, text, answer);
  }
  return given;
}

std::int64_t DiskProcess::call_path(const FileRequest& request, std::string_view text,
                                    std::span<char> answer) {
  if (const auto there = look_after_process(); there < 0) return there;
  const bool opens =
      request.operation == Operation::kOpen || request.operation == Operation::kOpenBelow;
  if (opens) return open_file(request, text);
  return exchange(request, text, answer);
}

/// A number in the process that there is now, and what is open there.
std::int64_t DiskProcess::open_and_look(const FileRequest& how, std::string_view path,
                                        About* about) {
  const auto fd = exchange(how, path, {});
  if (fd < 0) return fd;
  const auto looked = exchange({Operation::kAboutOpen, 0, fd, 0}, {},
                               {reinterpret_cast<char*>(about), sizeof *about});
  if (looked >= 0) return fd;
  (void)exchange({Operation::kClose, 0, fd, 0}, {}, {});
  return looked;
}

std::int64_t DiskProcess::open_file(const FileRequest& request, std::string_view path) {
  // Has its place before: what is open must not be forgotten for want of memory.
  OpenFile file{request, std::string(path), {}, false, false, -1, generation_};
  const auto place = open_.emplace(++last_file_, std::move(file)).first;
  const auto fd = open_and_look(request, path, &place->second.at_first);
  place->second.fd = fd;
  if (fd >= 0) return place->first;
  open_.erase(place);
  return fd;
}

std::int64_t DiskProcess::call_file(const FileRequest& request, std::string_view text,
                                    std::span<char> answer) {
  const auto found = open_.find(request.file);
  if (found == open_.end()) return -EBADF;
  FileRequest there = request;
  there.file = take_up(&found->second);
  if (there.file < 0) return there.file;
  const auto given = exchange(there, text, answer);
  if (request.operation == Operation::kLock && given == 0) found->second.is_locked = true;
  return given;
}

/// Its number in the process that there is now.
std::int64_t DiskProcess::take_up(OpenFile* file) {
  if (file->is_lost) return -ETIMEDOUT;
  if (const auto there = look_after_process(); there < 0) return there;
  return file->generation == generation_ ? file->fd : open_again(file);
}

/// The same file, as the process before had it, or none.
std::int64_t DiskProcess::open_again(OpenFile* file) {
  FileRequest again = file->how;
  again.number &= ~std::int64_t{O_CREAT | O_EXCL | O_TRUNC};
  About now;
  const auto fd = open_and_look(again, file->path, &now);
  if (fd < 0) return fd == -ENOENT ? -ESTALE : fd;
  if (now.device != file->at_first.device || now.node != file->at_first.node) {
    (void)exchange({Operation::kClose, 0, fd, 0}, {}, {});
    return -ESTALE;
  }
  if (file->is_locked) (void)exchange({Operation::kLock, 0, fd, 0}, {}, {});
  file->fd = fd;
  file->generation = generation_;
  return fd;
}

std::int64_t DiskProcess::look_after_process() {
  reap_left();
  // Between two calls only an end makes it readable.
  if (child_ && is_readable(socket_.get(), 0)) (void)has_ended();
  return child_ ? 0 : start_process();
}

std::int64_t DiskProcess::start_process() {
  if (left_.size() >= kMostLeft) return -ETIMEDOUT;
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return -errno;
  FileDescriptor ours(ends[0]);
  const FileDescriptor theirs(ends[1]);
  // The sender's room is what counts among such sockets.
  for (const int end : ends) {
    (void)setsockopt(end, SOL_SOCKET, SO_SNDBUF, &kSocketBytes, sizeof kSocketBytes);
  }
  const int handed[] = {theirs.get()};
  auto child = ipc::ChildProcess::start({options_.program, options_.name}, handed);
  if (!child) {
    if (!std::exchange(is_told_of_start_, true)) {
      tell(options_.tell, [&] { return child.reason(); });
    }
    return -ECHILD;
  }
  if (std::exchange(is_told_of_start_, false)) {
    tell(options_.tell_over, [&] {
      return "the process that writes " + options_.name + " can be started again, and is there";
    });
  }
  socket_ = std::move(ours);
  child_.emplace(std::move(*child));
  ++generation_;
  return 0;
}

std::int64_t DiskProcess::exchange(const FileRequest& request, std::string_view text,
                                   std::span<char> answer) {
  // Gone since, within one call: what it had open is taken up by whoever comes next.
  if (!child_) return -ECONNRESET;
  FileRequest head = request;
  head.room = static_cast<std::uint32_t>(answer.size());
  iovec parts[] = {{&head, sizeof head}, {const_cast<char*>(text.data()), text.size()}};
  msghdr message = {};
  message.msg_iov = parts;
  message.msg_iovlen = std::size(parts);
  ssize_t sent = 0;
  do {
    // Never waits: the answer to what was asked before has come, so there is room.
    sent = sendmsg(socket_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  if (sent >= 0) return receive(answer);
  return errno == EPIPE || errno == ECONNRESET ? has_ended() : -std::int64_t{errno};
}

std::int64_t DiskProcess::receive(std::span<char> answer) {
  const int limit_ms = options_.limit.count() > 0 ? static_cast<int>(options_.limit.count()) : -1;
  pollfd either[] = {{socket_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
  int ready = 0;
  asked_ns_.store(monotonic_ns(), std::memory_order_relaxed);
  do {
    ready = poll(either, std::size(either), limit_ms);
  } while (ready < 0 && errno == EINTR);
  asked_ns_.store(0, std::memory_order_relaxed);
  if (either[0].revents == 0) {
    leave_process();
    return ready == 0 ? -ETIMEDOUT : -ECANCELED;
  }
  std::int64_t value = 0;
  iovec parts[] = {{&value, sizeof value}, {answer.data(), answer.size()}};
  msghdr message = {};
  message.msg_iov = parts;
  message.msg_iovlen = std::size(parts);
  const ssize_t bytes = recvmsg(socket_.get(), &message, 0);
  if (bytes < static_cast<ssize_t>(sizeof value)) return has_ended();
  // Bytes that did not come are not told.
  const auto came = bytes - static_cast<ssize_t>(sizeof value);
  return answer.empty() ? value : std::min<std::int64_t>(value, came);
}

/// The process is gone, unasked.
std::int64_t DiskProcess::has_ended() {
  socket_ = {};
  ipc::ExitStatus status;
  (void)is_readable(child_->pidfd(), kEndLimit_ms);
  const bool is_known = child_->try_reap(&status);
  if (!is_known) left_.push_back(std::move(*child_));
  child_.reset();
  tell(options_.tell, [&] {
    return "the process that writes " + options_.name +
           " has ended: " + (is_known ? status.text() : "it lets go of its disk") +
           "; another takes its place";
  });
  return -ECONNRESET;
}

/// What finds no memory is not told, and nothing else comes of it.
template <class Text>
void DiskProcess::tell(const Listener& listener, Text text) {
  try {
    if (listener) listener(text());
  } catch (const std::bad_alloc&) {
  }
}

/// It goes on with what it has been given, for as long as the disk likes, and ends then.
void DiskProcess::leave_process() {
  socket_ = {};
  child_->signal(SIGCONT);  // one that was stopped would stay for ever
  left_.push_back(std::move(*child_));
  child_.reset();
  for (auto& [number, file] : open_) {
    if (file.generation == generation_) file.is_lost = true;
  }
}

void DiskProcess::reap_left() {
  std::erase_if(left_, [](ipc::ChildProcess& child) {
    ipc::ExitStatus ignored;
    return child.try_reap(&ignored);
  });
}

}  // namespace chronus::disk
