// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "conductor/stage.hpp"
#include "osc/endpoint.hpp"
#include "osc/reply_queue.hpp"
#include "osc/subscribers.hpp"

namespace chronus::supervisor {

/// Who asked for events by `/notify`, and what they are told. Used by the conductor thread.
class EventDesk {
 public:
  explicit EventDesk(osc::ReplyQueue& replies) : replies_(replies) {}

  /// `/event KIND JSON` to every subscriber. `json` is rendered on the server's thread.
  void tell(std::string_view kind, const conductor::JsonText& json);
  /// Begins, or renews, with the present state. Fails where the endpoint cannot be sent to.
  Status subscribe(const osc::Endpoint& endpoint, conductor::JsonText state);
  void unsubscribe(const osc::Endpoint& endpoint) { subscribers_.remove(endpoint); }
  bool has_subscribers() const { return !subscribers_.list().empty(); }

 private:
  osc::ReplyQueue& replies_;
  osc::Subscribers subscribers_;
};

}  // namespace chronus::supervisor
