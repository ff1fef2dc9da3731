// SPDX-License-Identifier: MIT
#include "supervisor/osc_sockets.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>
#include <utility>

#include "osc/endpoint.hpp"
#include "osc/socket.hpp"

namespace chronus::supervisor {

namespace {

Status check_address(const Options& options, std::span<const FileDescriptor> handed) {
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

Result<std::unique_ptr<osc::Server>> open_main(const osc::Endpoint& at,
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

/// As scsynth's, 57110, is to SuperDirt's.
osc::Endpoint busses_beside(osc::Endpoint dirt) {
  constexpr std::uint16_t kBelow = 10;
  dirt.port = static_cast<std::uint16_t>(dirt.port - kBelow);
  return dirt;
}

Status listen_for_dirt(const osc::Endpoint& at, osc::Server& server) {
  if (auto listening = server.listen_also(at); !listening) {
    return Error{"--dirt: " + listening.reason()};
  }
  const auto busses = busses_beside(at);
  if (const auto listening = server.listen_also(busses); !listening) {
    spdlog::warn("{}: what is sent there to busses (/c_set) is not heard", listening.reason());
  }
  spdlog::info("in SuperDirt's place on {}", osc::to_text(at));
  return {};
}

}  // namespace

Status take_up_handed(Options& options, std::span<const FileDescriptor> handed) {
  if (auto agreed = check_address(options, handed); !agreed) return agreed;
  for (const FileDescriptor& socket : handed) {
    const auto at = osc::local_endpoint(socket);
    if (!at) continue;
    if (!options.access.is_settled_at(*at)) {
      return Error{"the socket of the service manager (as chronus.socket): " + open_to_others(*at) +
                   " among the options of chronusd"};
    }
    options.access.add_here(*at);
  }
  return {};
}

Result<std::unique_ptr<osc::Server>> open_osc(const Options& options,
                                              std::vector<FileDescriptor> handed,
                                              osc::Handler& handler) {
  auto server = open_main(options.osc, std::move(handed), handler);
  if (!server || !options.dirt) return server;
  if (auto listening = listen_for_dirt(*options.dirt, **server); !listening) {
    return listening.error();
  }
  return server;
}

osc::Endpoint busses_of(const Options& options, const osc::Server& server) {
  if (!options.dirt) return server.endpoint();
  const auto all = server.endpoints();
  const auto busses = busses_beside(*options.dirt);
  return std::find(all.begin(), all.end(), busses) != all.end() ? busses : *options.dirt;
}

}  // namespace chronus::supervisor
