// SPDX-License-Identifier: MIT
#include "server_address.hpp"

#include <cstdlib>

namespace chronus::ctl {

std::string default_server() {
  const auto from_environment = [](const char* name, const char* otherwise) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr && *value != '\0' ? value : otherwise);
  };
  std::string host = from_environment("CHRONUS_OSC_HOST", "127.0.0.1");
  if (host.find(':') != std::string::npos && !host.starts_with('[')) host = "[" + host + "]";
  return host + ":" + from_environment("CHRONUS_OSC_PORT", "5005");
}

std::string with_host(const std::string& server) {
  const bool has_colon = server.find(':') != std::string::npos;
  if (has_colon && !server.starts_with(':')) return server;
  const bool is_port = server.find_first_not_of(":0123456789") == std::string::npos;
  return is_port ? "127.0.0.1" + (has_colon ? server : ":" + server) : server;
}

}  // namespace chronus::ctl
