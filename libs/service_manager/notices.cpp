// SPDX-License-Identifier: MIT
#include "service_manager/notices.hpp"

#include <systemd/sd-daemon.h>

namespace chronus::service_manager {

void NotifySocket::send(const std::string& lines) { (void)sd_notify(0, lines.c_str()); }

std::optional<std::int64_t> watchdog_period_ns() {
  std::uint64_t period_us = 0;
  if (sd_watchdog_enabled(0, &period_us) <= 0) return std::nullopt;
  constexpr std::uint64_t kMost_us = 86'400'000'000;  // a day: nobody means more
  return static_cast<std::int64_t>(period_us < kMost_us ? period_us : kMost_us) * 1'000;
}

}  // namespace chronus::service_manager
