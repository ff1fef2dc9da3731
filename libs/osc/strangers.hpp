// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "osc/endpoint.hpp"

namespace chronus::osc {

/// Which hosts that may not speak here are worth a line in the log: each once, and one line in
/// kRest_ns whatever comes, since senders' addresses can be made up. Belongs to one thread; time
/// comes from the caller.
class Strangers {
 public:
  static constexpr std::size_t kRemembered = 64;
  static constexpr std::int64_t kRest_ns = 10'000'000'000;

  /// Whether to tell of this one now.
  bool is_news(const Endpoint& from, std::int64_t now_ns) {
    if (now_ns < quiet_until_ns_) return false;
    for (std::size_t i = 0; i < std::min(told_, kRemembered); ++i) {
      if (hosts_[i] == from.address) return false;
    }
    hosts_[told_++ % kRemembered] = from.address;
    quiet_until_ns_ = now_ns + kRest_ns;
    return true;
  }

 private:
  std::array<IpAddress, kRemembered> hosts_{};  // the last that were told of
  std::size_t told_ = 0;
  std::int64_t quiet_until_ns_ = 0;
};

}  // namespace chronus::osc
