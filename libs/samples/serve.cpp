// SPDX-License-Identifier: MIT
#include "samples/serve.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <span>
#include <string>

#include "base/file_descriptor.hpp"
#include "samples/decode.hpp"
#include "samples/folders.hpp"
#include "samples/request.hpp"

namespace chronus::samples {
namespace {

/// Of processor time: the longest file at the best quality takes a few.
constexpr rlim_t kSecondsAFile = 60;

/// What a request gave: an answer, and memory where it is good.
struct Given {
  LoaderAnswer answer;
  FileDescriptor memory;
};

Given refused(const std::string& reason) {
  Given given;
  reason.copy(given.answer.reason, kMostPath - 1);
  return given;
}

/// Sealed: nobody, not even this process, changes it or its size any more.
Given sealed(std::span<const char> bytes) {
  FileDescriptor memory(memfd_create("chronus-sample", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (memory.get() < 0) return refused(std::string("no memory for it: ") + std::strerror(errno));
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = write(memory.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return refused(std::string("no memory for it: ") + std::strerror(errno));
    done += static_cast<std::size_t>(count);
  }
  if (fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) !=
      0) {
    return refused(std::string("cannot be sealed: ") + std::strerror(errno));
  }
  Given given;
  given.answer.is_good = 1;
  given.answer.bytes = bytes.size();
  given.memory = std::move(memory);
  return given;
}

Given read_sound(const LoaderRequest& request, const std::string& path, const char* cache) {
  const auto file = read_file(path, request.most_file_bytes);
  if (!file) return refused(file.reason());
  const std::string hash = hash_of(*file);
  const DecodeLimits limits{request.rate, request.most_file_bytes, request.most_bytes};
  const auto decoded = decode(*file, hash, limits, cache);
  if (!decoded) return refused(decoded.reason());
  Given given = sealed({reinterpret_cast<const char*>(decoded->samples.data()),
                        decoded->samples.size() * sizeof(float)});
  given.answer.frames = decoded->frames;
  given.answer.channels = decoded->channels;
  given.answer.source_rate = decoded->source_rate;
  given.answer.is_from_cache = decoded->is_from_cache ? 1 : 0;
  hash.copy(given.answer.hash, sizeof given.answer.hash - 1);
  return given;
}

Given list(const std::string& folder) {
  const auto lines = bank_lines(folder);
  return lines ? sealed(*lines) : refused(lines.reason());
}

/// One file may take so long from here on.
void limit_processor_time() {
  rusage used = {};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec);
  rlimit limit = {};
  getrlimit(RLIMIT_CPU, &limit);
  limit.rlim_cur = std::min(seconds + kSecondsAFile, limit.rlim_max);
  setrlimit(RLIMIT_CPU, &limit);
}

Given perform(const LoaderRequest& request, const std::string& text, const char* cache) {
  limit_processor_time();
  try {
    return request.ask == Ask::kList ? list(text) : read_sound(request, text, cache);
  } catch (const std::bad_alloc&) {
    return refused("takes more memory than a loader may have");
  } catch (const std::exception& error) {
    return refused(error.what());
  }
}

bool send(int socket, const Given& given) {
  iovec part = {const_cast<LoaderAnswer*>(&given.answer), sizeof given.answer};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (given.memory.get() >= 0) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    const int fd = given.memory.get();
    std::memcpy(CMSG_DATA(head), &fd, sizeof fd);
  }
  ssize_t sent = 0;
  do {
    sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent >= 0;
}

}  // namespace

void serve(int socket, const char* cache) {
  std::array<char, sizeof(LoaderRequest) + kMostPath> packet;
  for (;;) {
    const ssize_t bytes = recv(socket, packet.data(), packet.size(), 0);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < static_cast<ssize_t>(sizeof(LoaderRequest))) return;
    LoaderRequest request;
    std::memcpy(&request, packet.data(), sizeof request);
    const std::string text(packet.data() + sizeof request,
                           static_cast<std::size_t>(bytes) - sizeof request);
    if (!send(socket, perform(request, text, cache))) return;
  }
}

}  // namespace chronus::samples
