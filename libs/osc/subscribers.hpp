// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "base/result.hpp"
#include "osc/endpoint.hpp"

namespace chronus::osc {

/// Who asked for events by `/notify`, in the order they did. Belongs to one thread.
class Subscribers {
 public:
  static constexpr std::size_t kMax = 64;

  /// True when it is new (and wants the present state), false when it was subscribed already;
  /// an Error when the list is full or the endpoint cannot be sent to.
  Result<bool> add(const Endpoint& endpoint);

  /// Whether it was subscribed.
  bool remove(const Endpoint& endpoint);

  const std::vector<Endpoint>& list() const { return list_; }

 private:
  std::vector<Endpoint> list_;
};

}  // namespace chronus::osc
