// SPDX-License-Identifier: MIT
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "disk/request.hpp"

namespace chronus::disk {
namespace {

/// False when the other end is closed, or speaks another language.
bool take(int socket, std::span<char> packet, FileRequest* request, std::string_view* text) {
  ssize_t bytes = 0;
  do {
    bytes = recv(socket, packet.data(), packet.size(), 0);
  } while (bytes < 0 && errno == EINTR);
  if (bytes < static_cast<ssize_t>(sizeof *request)) return false;
  std::memcpy(request, packet.data(), sizeof *request);
  *text = {packet.data() + sizeof *request, static_cast<std::size_t>(bytes) - sizeof *request};
  return true;
}

bool answer(int socket, std::int64_t value, std::span<char> data) {
  iovec parts[] = {{&value, sizeof value}, {data.data(), data.size()}};
  msghdr message = {};
  message.msg_iov = parts;
  message.msg_iovlen = std::size(parts);
  ssize_t sent = 0;
  do {
    sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent >= 0;
}

}  // namespace

void serve(int socket) {
  std::vector<char> packet(sizeof(FileRequest) + kMostBytes);
  std::vector<char> given(kMostBytes);
  FileRequest request;
  std::string_view text;
  while (take(socket, packet, &request, &text)) {
    const std::size_t room = std::min<std::size_t>(request.room, given.size());
    const std::int64_t value = perform(request, text, {given.data(), room});
    const auto bytes = std::clamp<std::int64_t>(value, 0, static_cast<std::int64_t>(room));
    if (!answer(socket, value, {given.data(), static_cast<std::size_t>(bytes)})) return;
  }
}

}  // namespace chronus::disk
