// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace chronus::service_manager {

/// Where the service manager is told how this process stands; a fake in tests.
class Notices {
 public:
  virtual ~Notices() = default;
  /// Lines `NAME=value` as sd_notify(3) has them.
  virtual void send(const std::string& lines) = 0;
};

/// The socket that NOTIFY_SOCKET names; without the variable nothing is sent. Never waits, and an
/// error stays unheard: nobody is there to hear it.
class NotifySocket final : public Notices {
 public:
  void send(const std::string& lines) override;
};

/// How long the service manager bears to hear no WATCHDOG=1, in nanoseconds (WATCHDOG_USEC,
/// WATCHDOG_PID: sd_watchdog_enabled(3)); none where it does not watch this process.
std::optional<std::int64_t> watchdog_period_ns();

}  // namespace chronus::service_manager
