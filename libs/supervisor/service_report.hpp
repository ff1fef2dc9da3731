// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audio/device_keeper.hpp"
#include "osc/endpoint.hpp"
#include "service_manager/notices.hpp"
#include "service_manager/watchdog.hpp"

namespace chronus::supervisor {

/// What a service manager hears of this process: that it plays, on what, that it is about to end,
/// and, as long as music is made, its watchdog. The main thread's: where that hangs nothing is fed.
class ServiceReport {
 public:
  /// `notices` outlives it. `watchdog_ns`: service_manager::watchdog_period_ns().
  ServiceReport(service_manager::Notices& notices, std::optional<std::int64_t> watchdog_ns)
      : notices_(notices), watchdog_(watchdog_ns) {}

  /// For the line that `systemctl status` shows.
  void set_device(const osc::Endpoint& listens, const audio::DeviceStatus& device);
  /// Often. `is_playing`: music goes out, and what there was to take up is in its place; from the
  /// first time on the service counts as started.
  void step(bool is_playing, const service_manager::Watchdog::Progress& progress,
            std::int64_t now_ns);
  /// It is about to end, because it was told to.
  void end();

 private:
  service_manager::Notices& notices_;
  service_manager::Watchdog watchdog_;
  std::string status_;
  bool is_ready_ = false;
};

}  // namespace chronus::supervisor
