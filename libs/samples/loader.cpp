// SPDX-License-Identifier: MIT
#include "samples/loader.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <system_error>
#include <utility>
#include <vector>

namespace chronus::samples {
namespace {

/// Two are proof enough: one may have been another's doing.
constexpr int kMostKills = 2;
/// For a process that was killed.
constexpr int kEndLimit_ms = 200;

bool is_readable(int fd, int limit_ms) {
  pollfd one = {fd, POLLIN, 0};
  return poll(&one, 1, limit_ms) > 0;
}

}  // namespace

Result<Sealed> Sealed::map(FileDescriptor fd, std::uint64_t bytes) {
  constexpr int kWhole = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  const int seals = fcntl(fd.get(), F_GET_SEALS);
  struct stat about = {};
  if (seals < 0 || (seals & kWhole) != kWhole || fstat(fd.get(), &about) != 0 ||
      static_cast<std::uint64_t>(about.st_size) != bytes) {
    return Error{"the loader's answer is not sealed"};
  }
  if (bytes == 0) return Sealed(nullptr, 0);
  void* data = mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (data == MAP_FAILED && errno == ENOMEM) return Error{"out of memory"};
  if (data == MAP_FAILED) return Error{std::string("no memory for it: ") + std::strerror(errno)};
  return Sealed(static_cast<const char*>(data), bytes);
}

Sealed::Sealed(Sealed&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

Sealed::~Sealed() {
  if (data_ != nullptr) munmap(const_cast<char*>(data_), bytes_);
}

Loader::Loader(Options options) : options_(std::move(options)), stop_(eventfd(0, EFD_CLOEXEC)) {
  if (stop_.get() < 0) {
    throw std::system_error(errno, std::generic_category(), "cannot watch " + options_.program);
  }
}

Loader::~Loader() {
  if (!child_) return;
  child_->signal(SIGKILL);  // it has nothing to finish
  (void)bury();
}

void Loader::give_up() noexcept {
  has_given_up_.store(true, std::memory_order_relaxed);
  const std::uint64_t one = 1;
  (void)!::write(stop_.get(), &one, sizeof one);
}

Result<LoadedFile> Loader::read(const std::string& path) {
  if (const auto kills = kills_.find(path); kills != kills_.end() && kills->second >= kMostKills) {
    return Error{"killed its loader twice, and is not tried again"};
  }
  const std::uint64_t deaths_before = deaths();
  auto read = ask_for(path);
  // One death proves nothing: somebody else may have killed it. Whose loader was slow has waited.
  const bool has_died = deaths() != deaths_before && !was_slow_;
  return has_died && kills_[path] < kMostKills ? ask_for(path) : std::move(read);
}

Result<LoadedFile> Loader::ask_for(const std::string& path) {
  auto answered = ask(Ask::kRead, path, options_.limit);
  if (!answered) return answered.error();
  const LoaderAnswer& answer = answered->answer;
  const bool fits = answer.channels >= 1 && answer.channels <= 2 && answer.frames > 0 &&
                    answer.frames <= answer.bytes &&
                    answer.frames * answer.channels * sizeof(float) == answer.bytes;
  if (!fits) return Error{"the loader's answer makes no sense"};
  return LoadedFile{std::move(*answered->memory), answer.channels, answer.frames,
                    answer.source_rate,           answer.hash,     answer.is_from_cache != 0};
}

Result<std::string> Loader::list(const std::string& folder, std::chrono::milliseconds limit) {
  auto answered = ask(Ask::kList, folder, limit);
  if (!answered) return answered.error();
  const auto bytes = answered->memory->bytes();
  return std::string(bytes.begin(), bytes.end());
}

Result<Loader::Answered> Loader::ask(Ask what, const std::string& text,
                                     std::chrono::milliseconds limit) {
  if (text.size() >= kMostPath) return Error{"has too long a path"};
  if (has_given_up_.load(std::memory_order_relaxed)) return Error{"is not read any more"};
  const LoaderRequest request{what, options_.rate, options_.most_file_bytes, options_.most_bytes};
  // One that ended between two requests is nobody's fault.
  bool is_sent = child_ && send(request, text);
  if (!is_sent) {
    if (child_) (void)bury();
    if (auto started = start(); !started) return started.error();
    is_sent = send(request, text);
  }
  LoaderAnswer answer;
  FileDescriptor memory;
  if (!is_sent || !receive(limit, &answer, &memory)) {
    if (has_given_up_.load(std::memory_order_relaxed)) return Error{"is not read any more"};
    const std::string how = bury();
    deaths_.fetch_add(1, std::memory_order_relaxed);
    ++kills_[text];
    return Error{"the process that read it " + how};
  }
  answer.reason[kMostPath - 1] = '\0';
  answer.hash[sizeof answer.hash - 1] = '\0';
  if (answer.is_good == 0) return Error{answer.reason};
  auto mapped = Sealed::map(std::move(memory), answer.bytes);
  if (!mapped) return mapped.error();
  return Answered{answer, std::move(*mapped)};
}

Status Loader::start() {
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return Error{std::string("no loader: ") + std::strerror(errno)};
  }
  FileDescriptor own(ends[0]), theirs(ends[1]);
  std::vector<std::string> argv{options_.program};
  if (!options_.cache.empty()) argv.push_back(options_.cache);
  const int handed[] = {theirs.get()};
  auto child = ipc::ChildProcess::start(argv, handed);
  if (!child) return child.error();
  child_.emplace(std::move(*child));
  socket_ = std::move(own);
  return {};
}

bool Loader::send(const LoaderRequest& request, const std::string& text) {
  iovec parts[] = {{const_cast<LoaderRequest*>(&request), sizeof request},
                   {const_cast<char*>(text.data()), text.size()}};
  msghdr message = {};
  message.msg_iov = parts;
  message.msg_iovlen = std::size(parts);
  ssize_t sent = 0;
  do {
    sent = sendmsg(socket_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  return sent >= 0;
}

bool Loader::receive(std::chrono::milliseconds limit, LoaderAnswer* answer,
                     FileDescriptor* memory) {
  pollfd either[] = {{socket_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
  int ready = 0;
  do {
    ready = poll(either, std::size(either), static_cast<int>(limit.count()));
  } while (ready < 0 && errno == EINTR);
  if (either[0].revents == 0) return false;
  iovec part = {answer, sizeof *answer};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t bytes = recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC);
  for (cmsghdr* head = CMSG_FIRSTHDR(&message); head != nullptr;
       head = CMSG_NXTHDR(&message, head)) {
    if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) continue;
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(head), sizeof fd);
    *memory = FileDescriptor(fd);
  }
  return bytes == static_cast<ssize_t>(sizeof *answer);
}

std::string Loader::bury() {
  socket_ = {};
  ipc::ExitStatus status;
  const bool has_ended = is_readable(child_->pidfd(), kEndLimit_ms);
  if (!has_ended) child_->signal(SIGKILL);
  const bool is_gone = has_ended || is_readable(child_->pidfd(), kEndLimit_ms);
  const bool is_reaped = is_gone && child_->try_reap(&status);
  if (!is_gone) child_->leave();  // a disk keeps it
  child_.reset();
  was_slow_ = !has_ended || (is_reaped && status.signalled && status.code == SIGXCPU);
  if (!has_ended) return "took too long";
  return "ended: " + (is_reaped ? status.text() : std::string("nobody saw how"));
}

}  // namespace chronus::samples
