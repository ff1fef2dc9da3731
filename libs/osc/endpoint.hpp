// SPDX-License-Identifier: MIT
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chronus::osc {

/// An IPv6 address as it stands in a packet; an IPv4 one is mapped into it (::ffff:127.0.0.1), so
/// that one host has one form whichever socket it comes by.
using IpAddress = std::array<std::uint8_t, 16>;

/// `ipv4` in host byte order.
constexpr IpAddress mapped(std::uint32_t ipv4) {
  IpAddress address{};
  address[10] = address[11] = 0xff;
  for (std::size_t i = 0; i < 4; ++i) {
    address[12 + i] = static_cast<std::uint8_t>(ipv4 >> (24 - 8 * i));
  }
  return address;
}

/// Where a UDP packet comes from or goes to.
struct Endpoint {
  IpAddress address = mapped(INADDR_LOOPBACK);
  std::uint32_t scope = 0;  ///< the interface of a link-local IPv6 address; else 0
  std::uint16_t port = 0;   ///< host byte order

  constexpr Endpoint() = default;
  /// `ipv4` in host byte order.
  constexpr Endpoint(std::uint32_t ipv4, std::uint16_t at_port)
      : address(mapped(ipv4)), port(at_port) {}
  constexpr Endpoint(const IpAddress& at, std::uint16_t at_port, std::uint32_t on_interface = 0)
      : address(at), scope(on_interface), port(at_port) {}

  bool is_ipv4() const;
  /// 127.0.0.1 (and all of 127) or ::1.
  bool is_loopback() const;
  /// 0.0.0.0 or ::, which mean every address of this machine.
  bool is_any() const;

  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

/// ::1, and ::.
inline constexpr IpAddress kIpv6Loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
inline constexpr IpAddress kIpv6Any{};

/// Reads `HOST:PORT`, where HOST is an IPv4 address, an IPv6 address in brackets, or `localhost`
/// (127.0.0.1); never blocks.
Result<Endpoint> parse_endpoint(std::string_view text);
/// The same from the two halves, e.g. those of `/notify 1 host port`; brackets may be missing.
Result<Endpoint> parse_endpoint(std::string_view host, std::string_view port);

/// As parse_endpoint(), but asks the resolver for other host names, which may block for seconds:
/// for command lines only.
Result<Endpoint> resolve_endpoint(const std::string& text);

/// `127.0.0.1:5005`, `[::1]:5005`
std::string to_text(const Endpoint& endpoint);

/// As the socket calls want it.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

/// For a socket of this family, AF_INET6 or (IPv4 endpoints only) AF_INET.
SocketAddress to_sockaddr(const Endpoint& endpoint, int family);
/// The family of a socket for nothing but this endpoint.
inline int family_of(const Endpoint& endpoint) { return endpoint.is_ipv4() ? AF_INET : AF_INET6; }
Endpoint from_sockaddr(const sockaddr* address);

}  // namespace chronus::osc

template <>
struct std::hash<chronus::osc::Endpoint> {
  std::size_t operator()(const chronus::osc::Endpoint& endpoint) const noexcept {
    std::uint64_t halves[2];
    std::memcpy(halves, endpoint.address.data(), sizeof halves);
    // Multiplied, since neighbouring addresses and ports are what comes.
    const std::uint64_t mixed = halves[0] * 0x9e3779b97f4a7c15U ^ halves[1] * 0xc2b2ae3d27d4eb4fU ^
                                (std::uint64_t{endpoint.scope} << 16U | endpoint.port);
    return std::hash<std::uint64_t>{}(mixed);
  }
};
