// SPDX-License-Identifier: MIT
#include "osc/endpoint.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

namespace chronus::osc {

namespace {

constexpr std::size_t kMappedBytes = 12;  // of a mapped address before its IPv4 part

std::uint32_t ipv4_of(const Endpoint& endpoint) {
  std::uint32_t network = 0;
  std::memcpy(&network, endpoint.address.data() + kMappedBytes, sizeof network);
  return ntohl(network);
}

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

std::string_view without_brackets(std::string_view host) {
  if (host.size() < 2 || !host.starts_with('[') || !host.ends_with(']')) return host;
  return host.substr(1, host.size() - 2);
}

/// In `::1:5005` nobody can tell where the port begins.
Status check_brackets(std::string_view host) {
  if (host.find(':') == std::string_view::npos || without_brackets(host) != host) return {};
  return Error{fmt::format("'{}': an IPv6 address stands in brackets, [::1]:5005", host)};
}

Result<Endpoint> ask_resolver(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found); error != 0) {
    return Error{fmt::format("host '{}': {}", host, ::gai_strerror(error))};
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  // IPv4 first: servers that listen there alone outnumber the others.
  const addrinfo* best = found;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    if (one->ai_family == AF_INET && best->ai_family != AF_INET) best = one;
  }
  return from_sockaddr(best->ai_addr);
}

}  // namespace

bool Endpoint::is_ipv4() const {
  const auto prefix = mapped(0);
  return std::equal(prefix.begin(), prefix.begin() + kMappedBytes, address.begin());
}

bool Endpoint::is_loopback() const {
  return is_ipv4() ? ipv4_of(*this) >> 24U == IN_LOOPBACKNET : address == kIpv6Loopback;
}

bool Endpoint::is_any() const {
  return is_ipv4() ? ipv4_of(*this) == INADDR_ANY : address == kIpv6Any;
}

Result<Endpoint> parse_endpoint(std::string_view host, std::string_view port) {
  const auto number = parse_port(port);
  if (!number) return number.error();
  if (host == "localhost") return Endpoint{INADDR_LOOPBACK, *number};
  const std::string bare(without_brackets(host));
  in_addr ipv4{};
  if (::inet_pton(AF_INET, bare.c_str(), &ipv4) == 1) {
    return Endpoint{ntohl(ipv4.s_addr), *number};
  }
  IpAddress ipv6{};
  if (::inet_pton(AF_INET6, bare.c_str(), ipv6.data()) == 1) return Endpoint{ipv6, *number};
  return Error{fmt::format("'{}' is not an IPv4 or IPv6 address", host)};
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto halves = split(text);
  if (!halves) return halves.error();
  if (auto checked = check_brackets(halves->first); !checked) return checked.error();
  return parse_endpoint(halves->first, halves->second);
}

Result<Endpoint> resolve_endpoint(const std::string& text) {
  const auto halves = split(text);
  if (!halves) return halves.error();
  if (auto checked = check_brackets(halves->first); !checked) return checked.error();
  if (auto numeric = parse_endpoint(halves->first, halves->second)) return numeric;
  const auto port = parse_port(halves->second);
  if (!port) return port.error();
  // Also for fe80::1%eth0, whose interface has a number.
  auto endpoint = ask_resolver(std::string(without_brackets(halves->first)));
  if (endpoint) endpoint->port = *port;
  return endpoint;
}

std::string to_text(const Endpoint& endpoint) {
  char text[INET6_ADDRSTRLEN] = {};
  if (endpoint.is_ipv4()) {
    ::inet_ntop(AF_INET, endpoint.address.data() + kMappedBytes, text, sizeof text);
    return fmt::format("{}:{}", text, endpoint.port);
  }
  ::inet_ntop(AF_INET6, endpoint.address.data(), text, sizeof text);
  if (endpoint.scope != 0) return fmt::format("[{}%{}]:{}", text, endpoint.scope, endpoint.port);
  return fmt::format("[{}]:{}", text, endpoint.port);
}

SocketAddress to_sockaddr(const Endpoint& endpoint, int family) {
  SocketAddress result;
  if (family == AF_INET) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(endpoint.port);
    address.sin_addr.s_addr = htonl(ipv4_of(endpoint));
    std::memcpy(&result.storage, &address, sizeof address);
    result.size = sizeof address;
    return result;
  }
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(endpoint.port);
  address.sin6_scope_id = endpoint.scope;
  std::memcpy(&address.sin6_addr, endpoint.address.data(), endpoint.address.size());
  std::memcpy(&result.storage, &address, sizeof address);
  result.size = sizeof address;
  return result;
}

Endpoint from_sockaddr(const sockaddr* given) {
  if (given->sa_family == AF_INET) {
    sockaddr_in address{};
    std::memcpy(&address, given, sizeof address);
    return {ntohl(address.sin_addr.s_addr), ntohs(address.sin_port)};
  }
  sockaddr_in6 address{};
  std::memcpy(&address, given, sizeof address);
  Endpoint endpoint;
  std::memcpy(endpoint.address.data(), &address.sin6_addr, endpoint.address.size());
  endpoint.scope = address.sin6_scope_id;
  endpoint.port = ntohs(address.sin6_port);
  return endpoint;
}

}  // namespace chronus::osc
