// SPDX-License-Identifier: MIT
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <optional>
#include <utility>

#include "osc/server.hpp"

namespace chronus::osc {

namespace {

/// A free port of one loopback may be taken on the other.
constexpr int kPortsTried = 8;

/// The other address that `localhost` may stand for.
std::optional<Endpoint> twin_of(const Endpoint& at) {
  if (at.address == kIpv6Loopback) return Endpoint{INADDR_LOOPBACK, at.port};
  if (at.address == mapped(INADDR_LOOPBACK) || at.address == mapped(INADDR_ANY)) {
    return Endpoint{kIpv6Loopback, at.port};
  }
  return std::nullopt;
}

}  // namespace

Result<Server::Listener> Server::listen(const Endpoint& at, const ServerOptions& options) {
  auto socket = bind_udp(at, options.receive_buffer_bytes);
  if (!socket) return socket.error();
  return listener_on(std::move(*socket));
}

Result<Server::Listener> Server::listener_on(FileDescriptor socket) {
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  const auto bound = local_endpoint(socket);
  if (!bound) return bound.error();
  const bool takes_both = takes_both_families(socket);
  const std::size_t buffer = receive_buffer(socket);
  const std::uint32_t dropped = dropped_so_far(socket);
  return Listener{std::move(socket), *bound, takes_both, FloodGauge(buffer), dropped};
}

Result<std::vector<Server::Listener>> Server::listen_at_both(const Endpoint& at,
                                                             const ServerOptions& options) {
  for (int tried = 1;; ++tried) {
    auto first = listen(at, options);
    if (!first) return first.error();
    std::vector<Listener> listeners;
    const auto twin = twin_of(first->at);
    listeners.push_back(std::move(*first));
    if (!twin) return listeners;
    auto second = listen(*twin, options);
    if (second) {
      listeners.push_back(std::move(*second));
      return listeners;
    }
    // A machine without IPv6 has no port free there either, and nobody will try.
    const bool is_there = static_cast<bool>(bind_udp({twin->address, 0}, 0));
    if (is_there && at.port == 0 && tried < kPortsTried) continue;
    if (is_there) spdlog::warn("{}: what is sent there is not heard", second.reason());
    return listeners;
  }
}

Result<std::unique_ptr<Server>> Server::open(const Endpoint& at, Handler& handler,
                                             const ServerOptions& options) {
  auto listeners = listen_at_both(at, options);
  if (!listeners) return listeners.error();
  return with(std::move(*listeners), handler, options);
}

Result<std::unique_ptr<Server>> Server::open(std::vector<FileDescriptor> bound, Handler& handler,
                                             const ServerOptions& options) {
  CHRONUS_CHECK(!bound.empty());
  std::vector<Listener> listeners;
  for (FileDescriptor& socket : bound) {
    const int number = socket.get();
    auto adopted = adopt_udp(std::move(socket), options.receive_buffer_bytes);
    if (!adopted) return adopted.error();
    auto listener = listener_on(std::move(*adopted));
    if (!listener) return listener.error();
    for (const Listener& other : listeners) {
      if (other.at.is_ipv4() != listener->at.is_ipv4()) continue;
      return Error{"descriptor " + std::to_string(number) + " listens on " + to_text(listener->at) +
                   ", as another on " + to_text(other.at) +
                   ": there can be one for IPv4 and one for IPv6"};
    }
    listeners.push_back(std::move(*listener));
  }
  return with(std::move(listeners), handler, options);
}

Result<std::unique_ptr<Server>> Server::with(std::vector<Listener> listeners, Handler& handler,
                                             const ServerOptions& options) {
  auto wake = PollWake::open();
  if (!wake) return wake.error();
  return std::unique_ptr<Server>(
      new Server(std::move(listeners), std::move(*wake), handler, options));
}

Status Server::listen_also(const Endpoint& at, const ServerOptions& options) {
  auto more = listen_at_both(at, options);
  if (!more) return more.error();
  if (listeners_.size() + more->size() > kMostListeners) return Error{"there are sockets enough"};
  for (Listener& listener : *more) listeners_.push_back(std::move(listener));
  return {};
}

std::vector<Endpoint> Server::endpoints() const {
  std::vector<Endpoint> all;
  for (const Listener& listener : listeners_) all.push_back(listener.at);
  return all;
}

}  // namespace chronus::osc
