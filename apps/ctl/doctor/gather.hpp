// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "apps/ctl/doctor/facts.hpp"
#include "osc/endpoint.hpp"

namespace chronus::ctl {

/// Where the machine is looked at.
struct Places {
  std::string root = "";  ///< before /proc, /sys, /etc, /dev
  std::string state_directory;
};

/// All but the engine's part: asks the kernel, and reads its files. Tries for a moment what
/// chronusd will ask for: a real-time thread, the port. Never fails: what cannot be seen stays as
/// the facts have it.
Facts gather(const Places& places, const osc::Endpoint& server);

}  // namespace chronus::ctl
