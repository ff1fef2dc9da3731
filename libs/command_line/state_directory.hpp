// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace chronus::command_line {

/// Where recordings, journals, patches and the session go unless told otherwise. As a service
/// systemd names the directory ($STATE_DIRECTORY); a person's follows the XDG rules; without a home
/// it is /var/lib/chronus.
std::string default_state_directory();

}  // namespace chronus::command_line
