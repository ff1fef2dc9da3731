// SPDX-License-Identifier: MIT
#include "osc/subscribers.hpp"

#include <algorithm>

namespace chronus::osc {

Result<bool> Subscribers::add(const Endpoint& endpoint) {
  if (endpoint.port == 0) return Error{"cannot notify " + to_text(endpoint) + ": port 0"};
  if (std::find(list_.begin(), list_.end(), endpoint) != list_.end()) return false;
  if (list_.size() == kMax) {
    return Error{"there are " + std::to_string(kMax) + " subscribers already"};
  }
  list_.push_back(endpoint);
  return true;
}

bool Subscribers::remove(const Endpoint& endpoint) { return std::erase(list_, endpoint) != 0; }

}  // namespace chronus::osc
