// SPDX-License-Identifier: MIT
// Sends parameter messages, one a datagram, at a given rate, and prints what it did as JSON.
#include <poll.h>
#include <sys/socket.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/sleep.hpp"
#include "osc/endpoint.hpp"
#include "osc/packet.hpp"
#include "osc/socket.hpp"

namespace chronus::bench {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::int64_t kPace_ns = 200'000;  // 20 messages at once at 100,000 a second
constexpr std::size_t kBatch = 64;          // datagrams a system call

struct Arguments {
  std::string to;
  std::string address = "/mod/filter1/freq";
  std::int64_t rate = 0;
  std::int64_t count = 0;
};

/// Packets made beforehand, with values that differ from one to the next.
class Packets {
 public:
  explicit Packets(const std::string& address) {
    for (std::size_t i = 0; i < kBatch; ++i) {
      packets_[i] = osc::encode({address, {200.0F + 25.0F * static_cast<float>(i)}});
      parts_[i] = {packets_[i].data(), packets_[i].size()};
      headers_[i].msg_hdr.msg_iov = &parts_[i];
      headers_[i].msg_hdr.msg_iovlen = 1;
    }
  }

  /// Sends up to `wanted`; how many went out, -1 on an error other than a full send buffer.
  std::int64_t send(int socket, std::int64_t wanted) {
    const auto count = std::min<std::size_t>(static_cast<std::size_t>(wanted), kBatch);
    const int sent = ::sendmmsg(socket, headers_.data(), static_cast<unsigned>(count), 0);
    if (sent >= 0) return sent;
    if (errno != EAGAIN && errno != ENOBUFS && errno != EINTR) return -1;
    pollfd room{socket, POLLOUT, 0};
    ::poll(&room, 1, 100);
    return 0;
  }

 private:
  std::array<std::vector<std::byte>, kBatch> packets_;
  std::array<iovec, kBatch> parts_{};
  std::array<mmsghdr, kBatch> headers_{};
};

int complain(const std::string& what) {
  std::fprintf(stderr, "osc_flood: %s\n", what.c_str());
  return 1;
}

int flood(const Arguments& arguments) {
  const auto to = osc::resolve_endpoint(arguments.to);
  if (!to) return complain(to.reason());
  const auto socket = osc::connect_udp(*to);
  if (!socket) return complain(socket.reason());
  Packets packets(arguments.address);
  const std::int64_t start_ns = monotonic_ns();
  std::int64_t sent = 0;
  while (sent < arguments.count) {
    const std::int64_t passed_ns = monotonic_ns() - start_ns;
    const std::int64_t due =
        arguments.rate == 0
            ? arguments.count
            : std::min(arguments.count, passed_ns * arguments.rate / kSecond_ns + 1);
    while (sent < due) {
      const std::int64_t went = packets.send(socket->get(), due - sent);
      if (went < 0) return complain(std::string("send: ") + std::strerror(errno));
      sent += went;
    }
    if (sent < arguments.count) sleep_until(monotonic_ns() / kPace_ns * kPace_ns + kPace_ns);
  }
  const double seconds = static_cast<double>(monotonic_ns() - start_ns) / kSecond_ns;
  std::printf("{\"sent\": %lld, \"seconds\": %.6f}\n", static_cast<long long>(sent), seconds);
  return 0;
}

}  // namespace
}  // namespace chronus::bench

int main(int argc, char** argv) {
  CLI::App app{"osc_flood: sends OSC messages at a rate."};
  chronus::bench::Arguments arguments;
  app.add_option("to", arguments.to, "HOST:PORT")->required();
  app.add_option("--rate", arguments.rate, "messages a second; 0: as fast as it goes")
      ->check(CLI::Range(0, 10'000'000));
  app.add_option("--count", arguments.count, "messages")
      ->required()
      ->check(CLI::Range(1, 100'000'000));
  app.add_option("--address", arguments.address, "of a parameter")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return chronus::bench::flood(arguments);
}
