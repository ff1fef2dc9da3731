// SPDX-License-Identifier: MIT
#include "supervisor/greeting.hpp"

#include <spdlog/spdlog.h>

#include <filesystem>
#include <sstream>

namespace chronus::supervisor {

std::string demo_hint(const std::string& bin, const osc::Endpoint& listens) {
  constexpr osc::Endpoint kDefault{INADDR_LOOPBACK, 5005};
  std::string ctl = "  " + bin + "/chronusctl ";
  if (listens != kDefault) {
    auto reached = listens;
    if (reached.is_any()) reached.address = kDefault.address;
    ctl += "--osc " + osc::to_text(reached) + " ";
  }
  return "play with it from another terminal:\n" + ctl +
         "send /seq/pattern kick 'X..x..x.X..x..x.'\n" + ctl + "send /mod/bass_filter/freq 1200\n" +
         ctl + "send /transport/bpm 140\n" + ctl +
         "status\n  kill -9 <the pid of the primary>     # and listen: nothing stops";
}

std::optional<std::string> network_warning(const osc::Endpoint& listens,
                                           const osc::Access& access) {
  if (listens.is_loopback()) return std::nullopt;
  std::string who;
  for (const auto& network : access.allowed()) {
    who += (who.empty() ? "" : ", ") + osc::to_text(network);
  }
  return "whoever reaches " + osc::to_text(listens) + " from " + who +
         " can play, record and stop the music: OSC knows no passwords. Without --osc only this "
         "machine can";
}

void log_lines(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) spdlog::info("{}", line);
}

void greet(const Options& options, const std::vector<osc::Endpoint>& listens,
           const std::string& journal, const std::string& recording) {
  const auto& format = options.format;
  spdlog::info("chronusd {} listens on {}: {} Hz, block {}, lead {}, {} channels", CHRONUS_VERSION,
               osc::to_text(listens.front()), format.rate, format.block_frames, options.lead,
               format.channels);
  for (const auto& at : listens) {
    if (const auto warning = network_warning(at, options.access)) spdlog::warn("{}", *warning);
  }
  if (!journal.empty()) spdlog::info("journal: {}", journal);
  if (!recording.empty()) spdlog::info("recording: {}", recording);
  if (!options.demo) return;
  const auto bin = std::filesystem::path(options.worker_path).parent_path().string();
  log_lines(demo_hint(bin, listens.front()));
}

void log_device(const audio::DeviceStatus& device) {
  if (audio::stands_in(device.state)) {
    spdlog::warn("no sound: {}", device.note);
  } else if (device.state == audio::DeviceState::kSlow) {
    spdlog::warn("audio slow: {}, {}: {}", audio::api_name(device.api), device.device, device.note);
  } else {
    spdlog::info("audio {}: {}, {}{}", audio::state_name(device.state), audio::api_name(device.api),
                 device.device, device.note.empty() ? "" : " (" + device.note + ")");
  }
  spdlog::debug("audio callback {}", device.scheduling);
}

}  // namespace chronus::supervisor
