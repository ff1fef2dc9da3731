// SPDX-License-Identifier: MIT
#include "supervisor/service_report.hpp"

#include <algorithm>

namespace chronus::supervisor {
namespace {

std::string status_line(const osc::Endpoint& listens, const audio::DeviceStatus& device) {
  std::string text = "STATUS=" + osc::to_text(listens) + ", ";
  if (audio::stands_in(device.state)) {
    text += "without sound: " + device.note;
  } else {
    text += std::string(audio::api_name(device.api)) + ": " + device.device;
  }
  // A device may be called anything, and a line's end would begin a notice of its own.
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' '; }, ' ');
  return text;
}

}  // namespace

void ServiceReport::set_device(const osc::Endpoint& listens, const audio::DeviceStatus& device) {
  status_ = status_line(listens, device);
  if (is_ready_) notices_.send(status_);
}

void ServiceReport::step(bool is_playing, const service_manager::Watchdog::Progress& progress,
                         std::int64_t now_ns) {
  if (!is_ready_) {
    if (!is_playing) return;
    is_ready_ = true;
    notices_.send("READY=1\n" + status_);
  }
  if (watchdog_.step(progress, now_ns)) notices_.send("WATCHDOG=1");
}

void ServiceReport::end() { notices_.send("STOPPING=1\nSTATUS=ends"); }

}  // namespace chronus::supervisor
