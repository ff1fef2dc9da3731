// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audio/device_keeper.hpp"
#include "osc/access.hpp"
#include "osc/endpoint.hpp"
#include "supervisor/options.hpp"

namespace chronus::supervisor {

/// What to type while the demo plays. `bin`: where the programs stand; `listens`: where chronusd
/// does.
std::string demo_hint(const std::string& bin, const osc::Endpoint& listens);

/// What whoever listens to more than this machine should know; none on loopback.
std::optional<std::string> network_warning(const osc::Endpoint& listens, const osc::Access& access);

/// Logs that it has begun, and what to do now. `listens`: never empty; `journal`, `recording`:
/// paths, empty where there is none.
void greet(const Options& options, const std::vector<osc::Endpoint>& listens,
           const std::string& journal, const std::string& recording);

/// A line of the log for each of `text`.
void log_lines(const std::string& text);

/// Logs how it stands with the sound.
void log_device(const audio::DeviceStatus& device);

}  // namespace chronus::supervisor
