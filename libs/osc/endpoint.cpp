// SPDX-License-Identifier: MIT
#include "osc/endpoint.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <memory>
#include <utility>

namespace chronus::osc {

namespace {

Result<std::pair<std::string_view, std::string_view>> split(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return Error{fmt::format("'{}' is not HOST:PORT", text)};
  }
  return std::pair{text.substr(0, colon), text.substr(colon + 1)};
}

Result<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc{} || stop != end) {
    return Error{fmt::format("'{}' is not a port (0 to 65535)", text)};
  }
  return port;
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view host, std::string_view port) {
  const auto number = parse_port(port);
  if (!number) return number.error();
  if (host == "localhost") return Endpoint{INADDR_LOOPBACK, *number};
  in_addr address{};
  if (::inet_pton(AF_INET, std::string(host).c_str(), &address) != 1) {
    return Error{fmt::format("'{}' is not an IPv4 address", host)};
  }
  return Endpoint{ntohl(address.s_addr), *number};
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto halves = split(text);
  if (!halves) return halves.error();
  return parse_endpoint(halves->first, halves->second);
}

Result<Endpoint> resolve_endpoint(const std::string& text) {
  const auto halves = split(text);
  if (!halves) return halves.error();
  if (auto numeric = parse_endpoint(halves->first, halves->second)) return numeric;
  const auto port = parse_port(halves->second);
  if (!port) return port.error();

  const std::string host(halves->first);
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found); error != 0) {
    return Error{fmt::format("host '{}': {}", host, ::gai_strerror(error))};
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  Endpoint endpoint = from_sockaddr(*reinterpret_cast<const sockaddr_in*>(found->ai_addr));
  endpoint.port = *port;
  return endpoint;
}

std::string to_text(const Endpoint& endpoint) {
  const in_addr address{htonl(endpoint.address)};
  std::array<char, INET_ADDRSTRLEN> text{};
  ::inet_ntop(AF_INET, &address, text.data(), text.size());
  return std::string(text.data()) + ":" + std::to_string(endpoint.port);
}

sockaddr_in to_sockaddr(const Endpoint& endpoint) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(endpoint.address);
  address.sin_port = htons(endpoint.port);
  return address;
}

Endpoint from_sockaddr(const sockaddr_in& address) {
  return {ntohl(address.sin_addr.s_addr), ntohs(address.sin_port)};
}

}  // namespace chronus::osc
