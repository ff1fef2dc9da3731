// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "osc/endpoint.hpp"

namespace chronus::osc {

/// By which of several sockets senders were heard last, of those that did not come by the main one:
/// they are answered by the same. So many are remembered; the oldest goes first. One thread.
class Ways {
 public:
  static constexpr std::size_t kMost = 256;

  void note(const Endpoint& sender, std::size_t socket) {
    if (Way* known = find(sender)) {
      known->socket = socket;
      return;
    }
    ways_[next_] = {sender, socket};
    next_ = (next_ + 1) % kMost;
    if (count_ < kMost) ++count_;
  }
  void forget(const Endpoint& sender) {
    if (Way* known = find(sender)) known->sender = {};
  }
  /// Nothing where the main one is as good as any.
  std::optional<std::size_t> to(const Endpoint& receiver) const {
    for (std::size_t i = 0; i < count_; ++i) {
      if (ways_[i].sender == receiver) return ways_[i].socket;
    }
    return std::nullopt;
  }
  bool empty() const { return count_ == 0; }

 private:
  struct Way {
    Endpoint sender = {};
    std::size_t socket = 0;
  };
  Way* find(const Endpoint& sender) {
    for (std::size_t i = 0; i < count_; ++i) {
      if (ways_[i].sender == sender) return &ways_[i];
    }
    return nullptr;
  }

  std::array<Way, kMost> ways_{};
  std::size_t next_ = 0;
  std::size_t count_ = 0;
};

}  // namespace chronus::osc
