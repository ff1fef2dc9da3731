// SPDX-License-Identifier: MIT
#include "osc/socket.hpp"

#include <linux/sock_diag.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace chronus::osc {

namespace {

Error last_error(const std::string& what) {
  return Error{what + ": " + std::generic_category().message(errno)};
}

Result<FileDescriptor> open_udp(int family) {
  const int fd = ::socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return last_error("cannot open a UDP socket");
  return FileDescriptor(fd);
}

}  // namespace

Result<FileDescriptor> bind_udp(const Endpoint& at, int receive_buffer_bytes) {
  const int family = family_of(at);
  auto socket = open_udp(family);
  if (!socket) return socket;
  const int fd = socket->get();
  if (family == AF_INET6) {
    const int only = at.is_any() ? 0 : 1;
    ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
  }
  const auto size = static_cast<socklen_t>(sizeof receive_buffer_bytes);
  if (::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive_buffer_bytes, size) != 0) {
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, size);
  }
  const SocketAddress address = to_sockaddr(at, family);
  if (::bind(fd, address.get(), address.size) != 0) {
    return last_error("cannot listen on " + to_text(at));
  }
  return socket;
}

Result<FileDescriptor> connect_udp(const Endpoint& peer) {
  auto socket = open_udp(family_of(peer));
  if (!socket) return socket;
  const SocketAddress address = to_sockaddr(peer, family_of(peer));
  if (::connect(socket->get(), address.get(), address.size) != 0) {
    return last_error("cannot reach " + to_text(peer));
  }
  return socket;
}

Result<Endpoint> local_endpoint(const FileDescriptor& socket) {
  SocketAddress address;
  if (::getsockname(socket.get(), address.get(), &address.size) != 0) {
    return last_error("cannot ask for the address of a socket");
  }
  return from_sockaddr(address.get());
}

std::size_t receive_buffer(const FileDescriptor& socket) {
  int bytes = 0;
  socklen_t size = sizeof bytes;
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &bytes, &size) != 0) return 0;
  return static_cast<std::size_t>(std::max(bytes, 0));
}

double filled_part(const FileDescriptor& socket) {
  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t size = sizeof memory;
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_MEMINFO, memory.data(), &size) != 0) return 0.0;
  const auto most = memory[SK_MEMINFO_RCVBUF];
  return most == 0 ? 0.0 : static_cast<double>(memory[SK_MEMINFO_RMEM_ALLOC]) / most;
}

}  // namespace chronus::osc
