// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "conductor/sender.hpp"
#include "osc/endpoint.hpp"
#include "osc/subscribers.hpp"

namespace chronus::services {

/// Whom `/notify` subscribes with. Called on the conductor's thread.
class Subscriptions {
 public:
  virtual ~Subscriptions() = default;
  /// The subscriber first gets the present state. False where its own word has to be waited for,
  /// and the asker is answered then.
  virtual Result<bool> subscribe(osc::Subscription wanted, const conductor::JsonText& state) = 0;
  /// `/notify/ok`, the word of one that another has subscribed.
  virtual void confirm(const osc::Endpoint& from, std::int64_t number,
                       const conductor::JsonText& state) = 0;
  virtual Status unsubscribe(const osc::Endpoint& to, const osc::Endpoint& by) = 0;
};

}  // namespace chronus::services
