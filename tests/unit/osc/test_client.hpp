// SPDX-License-Identifier: MIT
#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <optional>
#include <span>
#include <vector>

#include "osc/packet.hpp"
#include "osc/socket.hpp"

namespace chronus::osc {

/// A plain UDP peer. Waits only for packets, with a patience that a loaded machine does not
/// exhaust.
class TestClient {
 public:
  static constexpr int kPatienceMs = 20'000;

  explicit TestClient(const Endpoint& server) : socket_(std::move(*connect_udp(server))) {}

  Endpoint endpoint() const { return *local_endpoint(socket_); }

  bool send(std::span<const std::byte> packet) {
    pollfd wait{socket_.get(), POLLOUT, 0};
    ::poll(&wait, 1, kPatienceMs);
    return ::send(socket_.get(), packet.data(), packet.size(), 0) ==
           static_cast<ssize_t>(packet.size());
  }
  bool send(const Message& message) { return send(encode(message)); }

  std::optional<Message> receive(int patience_ms = kPatienceMs) {
    pollfd wait{socket_.get(), POLLIN, 0};
    if (::poll(&wait, 1, patience_ms) != 1) return std::nullopt;
    std::vector<std::byte> buffer(kMaxPacketBytes);
    const auto size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (size < 0) return std::nullopt;
    const auto packet = decode(std::span(buffer).first(static_cast<std::size_t>(size)));
    if (!packet || packet->bundles.empty()) return std::nullopt;
    return packet->bundles[0].messages[0];
  }

 private:
  FileDescriptor socket_;
};

}  // namespace chronus::osc
