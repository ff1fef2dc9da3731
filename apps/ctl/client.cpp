// SPDX-License-Identifier: MIT
#include "client.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <system_error>
#include <vector>

#include "osc/packet.hpp"

namespace chronus::ctl {

namespace {

int ms_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()));
}

}  // namespace

Result<Client> Client::open(const osc::Endpoint& server) {
  auto socket = osc::connect_udp(server);
  if (!socket) return socket.error();
  return Client(std::move(*socket), server);
}

Status Client::send(const osc::Message& message) {
  const auto packet = osc::encode(message);
  if (packet.empty()) return Error{message.address.text() + ": too large for a UDP packet"};
  refused_ = false;
  // An earlier packet's ECONNREFUSED is reported by the next call, which then sends nothing.
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (::send(socket_.get(), packet.data(), packet.size(), MSG_NOSIGNAL) >= 0) return {};
    if (errno != ECONNREFUSED) break;
  }
  if (errno == ECONNREFUSED) {
    refused_ = true;  // receive() says so
    return {};
  }
  return Error{fmt::format("cannot send to {}: {}", osc::to_text(server_),
                           std::generic_category().message(errno))};
}

std::optional<osc::Message> Client::take() {
  std::vector<std::byte> buffer(osc::kMaxPacketBytes);
  while (received_.empty()) {
    const auto size = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) {
      refused_ = refused_ || errno == ECONNREFUSED;
      return std::nullopt;
    }
    const auto packet = osc::decode(std::span(buffer).first(static_cast<std::size_t>(size)));
    if (!packet) continue;  // not from a Chronus: as good as silence
    for (const auto& bundle : packet->bundles) {
      received_.insert(received_.end(), bundle.messages.begin(), bundle.messages.end());
    }
  }
  auto message = std::move(received_.front());
  received_.pop_front();
  return message;
}

std::optional<osc::Message> Client::receive(Clock::time_point deadline) {
  for (;;) {
    if (auto message = take()) return message;
    if (refused_ || Clock::now() >= deadline) return std::nullopt;
    pollfd wait{socket_.get(), POLLIN, 0};
    ::poll(&wait, 1, ms_until(deadline));
  }
}

}  // namespace chronus::ctl
