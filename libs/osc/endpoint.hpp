// SPDX-License-Identifier: MIT
#pragma once

#include <netinet/in.h>

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chronus::osc {

/// Where a UDP packet comes from or goes to: IPv4 address and port, both in host byte order.
struct Endpoint {
  std::uint32_t address = INADDR_LOOPBACK;
  std::uint16_t port = 0;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

/// Reads `HOST:PORT`, where HOST is an IPv4 address or `localhost`; never blocks.
Result<Endpoint> parse_endpoint(std::string_view text);
/// The same from the two halves, e.g. those of `/notify 1 host port`.
Result<Endpoint> parse_endpoint(std::string_view host, std::string_view port);

/// As parse_endpoint(), but asks the resolver for other host names, which may block for seconds:
/// for command lines only.
Result<Endpoint> resolve_endpoint(const std::string& text);

/// `127.0.0.1:5005`
std::string to_text(const Endpoint& endpoint);

sockaddr_in to_sockaddr(const Endpoint& endpoint);
Endpoint from_sockaddr(const sockaddr_in& address);

}  // namespace chronus::osc

template <>
struct std::hash<chronus::osc::Endpoint> {
  std::size_t operator()(const chronus::osc::Endpoint& endpoint) const noexcept {
    return std::hash<std::uint64_t>{}(std::uint64_t{endpoint.address} << 16U | endpoint.port);
  }
};
