// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

#include "client.hpp"

namespace chronus::ctl {

struct WatchOptions {
  enum class Format {
    kMessages,  ///< the state, then `/event KIND JSON`
    kEvents,    ///< `failover  from 0, to 1, reason the primary died`
    kJson,      ///< `{"event": {…}, "kind": "failover", "time": "12:00:01.250"}`
  };
  Format format = Format::kMessages;
  std::string kinds;  ///< as /notify has them, `step,record`; empty: all but step and meter
  int most = 0;       ///< events, after which it ends; 0: goes on
};

/// Subscribes and prints events, each behind its time, until SIGINT, SIGTERM or the end of its
/// reader; then unsubscribes. No answer within `wait` at the start is kNoAnswer, a subscription
/// that is refused kRefused; later silence, and its end, are said within two seconds and waited
/// out.
int watch(Client& client, std::chrono::milliseconds wait, const WatchOptions& options);

}  // namespace chronus::ctl
