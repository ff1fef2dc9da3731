// SPDX-License-Identifier: MIT
#include "audio/device_watch.hpp"

#include <algorithm>

namespace chronus::audio {

void DeviceWatch::wanted_runs(std::int64_t now_ns) {
  wanted_ = true;
  callbacks_ = -1;
  silent_ns_ = 0;
  last_poll_ns_ = now_ns;
}

void DeviceWatch::stand_in_runs(std::int64_t now_ns) {
  wanted_ = false;
  last_try_ns_ = now_ns;
}

DeviceWatch::Action DeviceWatch::poll(std::int64_t callbacks, std::int64_t now_ns) {
  if (!wanted_) {
    if (now_ns - last_try_ns_ < limits_.retry_ns) return Action::kKeep;
    last_try_ns_ = now_ns;
    return Action::kTryReopen;
  }
  const std::int64_t passed_ns = std::min(now_ns - last_poll_ns_, limits_.longest_poll_ns);
  last_poll_ns_ = now_ns;
  silent_ns_ = callbacks == callbacks_ ? silent_ns_ + passed_ns : 0;
  callbacks_ = callbacks;
  return silent_ns_ >= limits_.lost_ns ? Action::kFallBack : Action::kKeep;
}

}  // namespace chronus::audio
