// SPDX-License-Identifier: MIT
#include "supervisor/osc_sockets.hpp"

#include <spdlog/spdlog.h>

#include <string>
#include <utility>

#include "osc/endpoint.hpp"
#include "osc/socket.hpp"

namespace chronus::supervisor {

Status check_handed(const Options& options, std::span<const FileDescriptor> handed) {
  if (!options.osc_is_given) return {};
  std::string bound;
  for (const FileDescriptor& socket : handed) {
    const auto at = osc::local_endpoint(socket);
    if (!at) continue;  // no socket that has an address: told when it is opened
    if (*at == options.osc) return {};
    bound += (bound.empty() ? "" : " and ") + osc::to_text(*at);
  }
  if (bound.empty()) return {};
  return Error{"--osc: " + osc::to_text(options.osc) +
               " is not where the socket of the service manager is bound, " + bound +
               ": leave out --osc, or change the socket's unit"};
}

Result<std::unique_ptr<osc::Server>> open_osc(const osc::Endpoint& at,
                                              std::vector<FileDescriptor> handed,
                                              osc::Handler& handler) {
  if (handed.empty()) return osc::Server::open(at, handler);
  auto server = osc::Server::open(std::move(handed), handler);
  if (!server) {
    return Error{"the sockets of the service manager (LISTEN_FDS): " + server.reason()};
  }
  for (const auto& held : (*server)->endpoints()) {
    spdlog::info("{} is held by the service manager", osc::to_text(held));
  }
  return server;
}

}  // namespace chronus::supervisor
