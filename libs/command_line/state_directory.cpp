// SPDX-License-Identifier: MIT
#include "command_line/state_directory.hpp"

#include <cstdlib>

namespace chronus::command_line {

std::string default_state_directory() {
  const auto variable = [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
  if (const auto service = variable("STATE_DIRECTORY"); !service.empty()) return service;
  if (const auto xdg = variable("XDG_STATE_HOME"); !xdg.empty()) return xdg + "/chronus";
  if (const auto home = variable("HOME"); !home.empty()) return home + "/.local/state/chronus";
  return "/var/lib/chronus";
}

}  // namespace chronus::command_line
