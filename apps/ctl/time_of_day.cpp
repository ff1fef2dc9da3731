// SPDX-License-Identifier: MIT
#include "time_of_day.hpp"

#include <fmt/format.h>

#include <ctime>

namespace chronus::ctl {

std::string time_of_day() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  std::tm local{};
  ::localtime_r(&now.tv_sec, &local);
  return fmt::format("{:02}:{:02}:{:02}.{:03}", local.tm_hour, local.tm_min, local.tm_sec,
                     now.tv_nsec / 1'000'000);
}

}  // namespace chronus::ctl
