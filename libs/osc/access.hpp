// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "osc/endpoint.hpp"

namespace chronus::osc {

/// Neighbouring addresses of one family: 192.168.1.0/24, fd00::/8, or one alone. IPv4 is no part of
/// an IPv6 network, not even of ::/0: who opens one has not opened the other.
struct Network {
  IpAddress address{};  ///< its first; IPv4 as in Endpoint
  int prefix_bits = 0;  ///< of the 128, which begin with 96 for the mapping of IPv4

  bool contains(const Endpoint& endpoint) const;
  friend bool operator==(const Network&, const Network&) = default;
};

/// Reads `ADDRESS/BITS`, or `ADDRESS` for it alone. Refused where the address has bits behind those
/// that count, since only one half of it can be meant.
Result<Network> parse_network(std::string_view text);

/// `192.168.1.0/24`, `fd00::/8`; without bits where all of them count.
std::string to_text(const Network& network);

/// `192.168.1.0/24` for 192.168.1.20, as most networks at home are: an example, for whoever has to
/// say who may play at `at`.
std::string likely_network(const Endpoint& at);

/// Who may speak to the engine: this machine always, others where they were allowed.
class Access {
 public:
  Access() = default;
  /// `here`: where the engine listens, from which only this machine sends.
  Access(std::vector<Network> allowed, std::vector<Endpoint> here)
      : allowed_(std::move(allowed)), here_(std::move(here)) {}

  bool allows(const Endpoint& from) const;
  /// It listens there too.
  void add_here(const Endpoint& at) { here_.push_back(at); }
  /// At `at` others may be heard: nobody else can reach it, or it was said who may.
  bool is_settled_at(const Endpoint& at) const { return at.is_loopback() || !allowed_.empty(); }
  const std::vector<Network>& allowed() const { return allowed_; }

 private:
  std::vector<Network> allowed_;
  std::vector<Endpoint> here_;
};

}  // namespace chronus::osc
