// SPDX-License-Identifier: MIT
#include "supervisor/greeting.hpp"

#include <spdlog/spdlog.h>

#include <filesystem>

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

std::optional<std::string> network_warning(const osc::Endpoint& listens) {
  if (listens.is_loopback()) return std::nullopt;
  return "anyone who can reach " + osc::to_text(listens) +
         " can play, record and stop the music: OSC knows no passwords. Without --osc only this "
         "machine can";
}

void greet(const Options& options, const osc::Endpoint& listens, const std::string& journal,
           const std::string& record) {
  spdlog::info("chronusd {} listens on {}: {} Hz, block {}, lead {}, {} channels", CHRONUS_VERSION,
               osc::to_text(listens), options.format.rate, options.format.block_frames,
               options.lead, options.format.channels);
  if (const auto warning = network_warning(listens)) spdlog::warn("{}", *warning);
  if (!journal.empty()) spdlog::info("journal: {}", journal);
  if (!record.empty()) spdlog::info("recording: {}", record);
  if (!options.demo) return;
  const auto bin = std::filesystem::path(options.worker_path).parent_path().string();
  spdlog::info("{}", demo_hint(bin, listens));
}

void log_device(const audio::DeviceStatus& device) {
  if (device.state == audio::DeviceState::kFallback) {
    spdlog::warn("no sound: {}", device.note);
  } else {
    spdlog::info("audio {}: {}, {}{}", audio::state_name(device.state), audio::api_name(device.api),
                 device.device, device.note.empty() ? "" : " (" + device.note + ")");
  }
  spdlog::debug("audio callback {}", device.scheduling);
}

}  // namespace chronus::supervisor
