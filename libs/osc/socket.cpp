// SPDX-License-Identifier: MIT
#include "osc/socket.hpp"

#include <fcntl.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include "osc/socket_filter.hpp"

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

void ask_for_buffer(int fd, int bytes) {
  const auto size = static_cast<socklen_t>(sizeof bytes);
  if (::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, size) != 0) {
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, size);
  }
}

int option_of(int fd, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  return ::getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

/// By the kernel's own count: what waits, what may wait, what was lost.
std::array<std::uint32_t, SK_MEMINFO_VARS> memory_of(const FileDescriptor& socket) {
  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t size = sizeof memory;
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_MEMINFO, memory.data(), &size) != 0) return {};
  return memory;
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
  ask_for_buffer(fd, receive_buffer_bytes);
  const SocketAddress address = to_sockaddr(at, family);
  if (::bind(fd, address.get(), address.size) != 0) {
    return last_error("cannot listen on " + to_text(at));
  }
  return socket;
}

Result<FileDescriptor> adopt_udp(FileDescriptor bound, int receive_buffer_bytes) {
  const int fd = bound.get();
  const int family = option_of(fd, SO_DOMAIN);
  const auto refuse = [fd](const std::string& why) {
    return Error{"descriptor " + std::to_string(fd) + " is not " + why};
  };
  if (family != AF_INET && family != AF_INET6) return refuse("an IPv4 or IPv6 socket");
  if (option_of(fd, SO_PROTOCOL) != IPPROTO_UDP) return refuse("a UDP socket");
  const auto at = local_endpoint(bound);
  if (!at) return at.error();
  if (family_of(*at) != family) return refuse("bound to an address of its own family");
  if (at->port == 0) return refuse("bound to a port");
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
      ::fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
    return last_error("descriptor " + std::to_string(fd));
  }
  if (auto freed = thin(bound, {}); !freed) return freed.error();
  if (receive_buffer(bound) < static_cast<std::size_t>(receive_buffer_bytes)) {
    ask_for_buffer(fd, receive_buffer_bytes);
  }
  return bound;
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
  const auto family = address.storage.ss_family;
  if (family != AF_INET && family != AF_INET6) return Error{"the socket is of no IP"};
  return from_sockaddr(address.get());
}

std::size_t receive_buffer(const FileDescriptor& socket) {
  int bytes = 0;
  socklen_t size = sizeof bytes;
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &bytes, &size) != 0) return 0;
  return static_cast<std::size_t>(std::max(bytes, 0));
}

bool takes_both_families(const FileDescriptor& socket) {
  if (option_of(socket.get(), SO_DOMAIN) != AF_INET6) return false;
  const auto at = local_endpoint(socket);
  int is_ipv6_only = 1;
  socklen_t size = sizeof is_ipv6_only;
  ::getsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &is_ipv6_only, &size);
  return at && at->is_any() && is_ipv6_only == 0;
}

std::uint32_t dropped_so_far(const FileDescriptor& socket) {
  return memory_of(socket)[SK_MEMINFO_DROPS];
}

double filled_part(const FileDescriptor& socket) {
  const auto memory = memory_of(socket);
  const auto most = memory[SK_MEMINFO_RCVBUF];
  return most == 0 ? 0.0 : static_cast<double>(memory[SK_MEMINFO_RMEM_ALLOC]) / most;
}

}  // namespace chronus::osc
