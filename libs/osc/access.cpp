// SPDX-License-Identifier: MIT
#include "osc/access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace chronus::osc {

namespace {

constexpr int kAddressBits = 128;
constexpr int kMappedBits = 96;  // of a mapped address before its IPv4 part

/// The bits of byte `at` that a prefix of `prefix_bits` covers.
std::uint8_t mask(std::size_t at, int prefix_bits) {
  const int bits = std::clamp(prefix_bits - static_cast<int>(at) * 8, 0, 8);
  return static_cast<std::uint8_t>(0xff00U >> bits);
}

IpAddress first_of(IpAddress address, int prefix_bits) {
  for (std::size_t i = 0; i < address.size(); ++i) address[i] &= mask(i, prefix_bits);
  return address;
}

int first_bit(const IpAddress& address) { return Endpoint(address, 0).is_ipv4() ? kMappedBits : 0; }

std::string host_text(const IpAddress& address) {
  std::string text = to_text(Endpoint(address, 0));
  text.erase(text.rfind(':'));
  return text.starts_with('[') ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

bool Network::contains(const Endpoint& endpoint) const {
  if (endpoint.is_ipv4() != Endpoint(address, 0).is_ipv4()) return false;
  return first_of(endpoint.address, prefix_bits) == address;
}

Result<Network> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  const auto host = parse_endpoint(text.substr(0, slash), "0");
  if (!host) return Error{fmt::format("'{}' is not a network: ADDRESS or ADDRESS/BITS", text)};
  const int first = first_bit(host->address);
  int bits = kAddressBits - first;
  if (slash != std::string_view::npos) {
    const auto digits = text.substr(slash + 1);
    const char* const end = digits.data() + digits.size();
    const int most = bits;
    const auto [stop, error] = std::from_chars(digits.data(), end, bits);
    if (error != std::errc{} || stop != end || bits < 0 || bits > most) {
      return Error{fmt::format("'{}': the bits are a whole number from 0 to {}", text, most)};
    }
  }
  const Network network{first_of(host->address, first + bits), first + bits};
  if (network.address == host->address) return network;
  return Error{fmt::format("'{}' is either {} or {} alone", text, to_text(network),
                           host_text(host->address))};
}

std::string to_text(const Network& network) {
  const std::string host = host_text(network.address);
  if (network.prefix_bits == kAddressBits) return host;
  return fmt::format("{}/{}", host, network.prefix_bits - first_bit(network.address));
}

std::string likely_network(const Endpoint& at) {
  constexpr int kBitsOfIpv4 = kMappedBits + 24;
  constexpr int kBitsOfIpv6 = 64;
  if (at.is_any()) return at.is_ipv4() ? "192.168.1.0/24" : "fd00::/8";
  const int bits = at.is_ipv4() ? kBitsOfIpv4 : kBitsOfIpv6;
  return to_text(Network{first_of(at.address, bits), bits});
}

bool Access::allows(const Endpoint& from) const {
  const bool is_ours = std::any_of(here_.begin(), here_.end(), [&](const Endpoint& here) {
    return from.address == here.address && !here.is_any();
  });
  if (from.is_loopback() || is_ours) return true;
  return std::any_of(allowed_.begin(), allowed_.end(),
                     [&](const Network& network) { return network.contains(from); });
}

}  // namespace chronus::osc
