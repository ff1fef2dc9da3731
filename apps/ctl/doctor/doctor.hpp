// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

#include "apps/ctl/client.hpp"

namespace chronus::ctl {

struct DoctorOptions {
  std::string version;          ///< of this program
  std::string state_directory;  ///< empty: that of the engine that answers, else the usual one
  bool json = false;
};

/// Looks at the machine and at the engine, prints what it finds, and how it is mended. kDone, or
/// 1 where something is wrong (warnings are none).
int doctor(Client& client, std::chrono::milliseconds wait, const DoctorOptions& options);

}  // namespace chronus::ctl
