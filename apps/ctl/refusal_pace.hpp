// SPDX-License-Identifier: MIT
#pragma once

#include "client.hpp"

namespace chronus::ctl {

/// A server tells each client of ten refused stream messages (/mod, /gate) a second, twenty at
/// once, and is silent about the others (osc::fail_rate_limit). Whoever wants to hear of every one
/// sends no faster than that.
class RefusalPace {
 public:
  /// Returns once the server would tell of another one. One thread.
  void wait_after_refusal();

 private:
  Clock::time_point full_again_{};  // when the server would tell of twenty at once
};

}  // namespace chronus::ctl
