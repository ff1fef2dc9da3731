// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "osc/endpoint.hpp"
#include "osc/message.hpp"
#include "osc/socket.hpp"

namespace chronus::ctl {

using Clock = std::chrono::steady_clock;

/// One conversation with a server. Belongs to one thread.
class Client {
 public:
  static Result<Client> open(const osc::Endpoint& server);

  const osc::Endpoint& server() const { return server_; }
  int fd() const { return socket_.get(); }

  Status send(const osc::Message& message);

  /// The next message from the server; nothing at the deadline, or as soon as the server's host
  /// says that nobody listens on the port.
  std::optional<osc::Message> receive(Clock::time_point deadline);

  /// The next message that is here already.
  std::optional<osc::Message> take();

  /// Another with each call: tells the answer to one /sync from that to the next.
  std::int32_t next_number() { return ++number_; }

  /// The server's host has said, since the last send(), that nobody listens on the port.
  bool refused() const { return refused_; }

 private:
  Client(FileDescriptor socket, const osc::Endpoint& server)
      : socket_(std::move(socket)), server_(server) {}

  FileDescriptor socket_;
  osc::Endpoint server_;
  std::deque<osc::Message> received_;
  bool refused_ = false;
  std::int32_t number_ = 0;
};

}  // namespace chronus::ctl
