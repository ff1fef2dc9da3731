// SPDX-License-Identifier: MIT
#include "osc/server.hpp"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <bit>
#include <cerrno>
#include <exception>
#include <system_error>
#include <utility>

namespace chronus::osc {

namespace {

/// How long the socket is left alone after an error that might repeat at once.
constexpr int kRestMs = 10;

void count(std::atomic<std::uint64_t>& counter, std::uint64_t n = 1) {
  counter.fetch_add(n, std::memory_order_relaxed);
}

/// The address a client sent, for an answer that has to be replaced.
std::string answered_address(const Message& reply) {
  if ((reply.address == "/done" || reply.address == "/fail") && !reply.args.empty()) {
    if (const auto* address = as_string(reply.args[0])) return *address;
  }
  constexpr std::string_view kSuffix = ".reply";
  std::string_view address = reply.address;
  if (address.ends_with(kSuffix)) address.remove_suffix(kSuffix.size());
  return std::string(address);
}

}  // namespace

Result<std::unique_ptr<Server>> Server::open(const Endpoint& at, Handler& handler,
                                             const ServerOptions& options) {
  auto socket = bind_udp(at, options.receive_buffer_bytes);
  if (!socket) return socket.error();
  const int on = 1;
  ::setsockopt(socket->get(), SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  const auto bound = local_endpoint(*socket);
  if (!bound) return bound.error();
  auto wake = Wake::open();
  if (!wake) return wake.error();
  return std::unique_ptr<Server>(
      new Server(std::move(*socket), std::move(*wake), *bound, handler, options));
}

Server::Server(FileDescriptor socket, Wake wake, const Endpoint& endpoint, Handler& handler,
               const ServerOptions& options)
    : socket_(std::move(socket)),
      wake_(std::move(wake)),
      endpoint_(endpoint),
      handler_(handler),
      queues_{ReplyQueue(options.reply_capacity, wake_),
              ReplyQueue(options.reply_capacity, wake_)} {}

Server::~Server() { stop(); }

Status Server::start() {
  if (thread_.joinable()) return {};
  stopping_.store(false, std::memory_order_release);
  // Signals belong to the process's own handling, not to whichever thread happens to run.
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  Status status;
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& error) {
    status = Error{std::string("cannot start the OSC thread: ") + error.what()};
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return status;
}

void Server::stop() {
  if (!thread_.joinable()) return;
  stopping_.store(true, std::memory_order_release);
  wake_.ring();
  thread_.join();
}

void Server::run() {
  ::pthread_setname_np(::pthread_self(), "osc");
  bool resting = false;
  while (!stopping_.load(std::memory_order_acquire)) {
    std::array<pollfd, 2> waits{
        {{resting ? -1 : socket_.get(), POLLIN, 0}, {wake_.fd(), POLLIN, 0}}};
    const int ready = ::poll(waits.data(), waits.size(), resting ? kRestMs : -1);
    resting = false;
    if (ready < 0) continue;  // interrupted, or short of memory for a moment
    if (waits[1].revents != 0) {
      wake_.take();
      for (auto& queue : queues_) queue.drain([this](Reply& reply) { deliver(reply); });
    }
    if (waits[0].revents != 0) resting = !receive();
  }
}

/// False when the socket reports an error that it might report again at once.
bool Server::receive() {
  const int received = batch_.receive(socket_.get());
  if (received < 0) {
    if (errno == EAGAIN || errno == EINTR) return true;
    count(counters_.receive_errors);
    return errno == ECONNREFUSED;  // a former reply's fate, reported once
  }
  for (int i = 0; i < received; ++i) handle(static_cast<std::size_t>(i));
  return true;
}

void Server::handle(std::size_t i) {
  const std::uint32_t dropped = batch_.dropped(i);
  if (dropped != 0)
    count(counters_.dropped_by_kernel, dropped - std::exchange(dropped_seen_, dropped));
  count(counters_.packets);
  const Endpoint from = batch_.sender(i);
  try {
    const auto packet = decode(batch_.packet(i));
    if (!packet) {
      count(counters_.bad_packets);
      handler_.bad_packet(from, packet.reason());
      return;
    }
    if (!packet->bundles.empty()) handler_.packet(from, packet->bundles);
    count(counters_.bad_messages, packet->bad.size());
    for (const auto& bad : packet->bad) handler_.bad_message(from, bad);
  } catch (const std::exception& error) {
    note_handler_error("a packet", error.what());
  } catch (...) {
    note_handler_error("a packet", "unknown exception");
  }
}

void Server::deliver(Reply& reply) {
  try {
    if (reply.json) reply.message.args.emplace_back(reply.json());
    send(reply.to, reply.message);
  } catch (const std::exception& error) {
    note_handler_error(reply.message.address.c_str(), error.what());
  } catch (...) {
    note_handler_error(reply.message.address.c_str(), "unknown exception");
  }
}

void Server::send(const Endpoint& to, const Message& message) {
  const auto packet = encode(message);
  if (!packet.empty()) {
    transmit(to, packet);
    return;
  }
  count(counters_.replies_too_large);
  const auto failure =
      encode({"/fail", {answered_address(message), std::string("reply too large")}});
  if (!failure.empty()) transmit(to, failure);
}

void Server::transmit(const Endpoint& to, std::span<const std::byte> packet) {
  const sockaddr_in address = to_sockaddr(to);
  // Never waits: a client that cannot be reached must not keep the others from their answers.
  const auto sent =
      ::sendto(socket_.get(), packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
               reinterpret_cast<const sockaddr*>(&address), sizeof address);
  count(sent < 0 ? counters_.send_errors : counters_.sent);
}

void Server::note_handler_error(const char* where, const char* what) {
  count(counters_.handler_errors);
  // The 1st, 2nd, 4th, 8th …: a flood of one error must not become a flood of log lines.
  const auto errors = counters_.handler_errors.load(std::memory_order_relaxed);
  if (std::has_single_bit(errors)) {
    spdlog::error("osc: handling {} failed ({} times so far): {}", where, errors, what);
  }
}

ServerStats Server::stats() const {
  const auto read = [](const std::atomic<std::uint64_t>& counter) {
    return counter.load(std::memory_order_relaxed);
  };
  ServerStats stats;
  stats.packets = read(counters_.packets);
  stats.bad_packets = read(counters_.bad_packets);
  stats.bad_messages = read(counters_.bad_messages);
  stats.dropped_by_kernel = read(counters_.dropped_by_kernel);
  stats.receive_errors = read(counters_.receive_errors);
  stats.handler_errors = read(counters_.handler_errors);
  stats.sent = read(counters_.sent);
  stats.send_errors = read(counters_.send_errors);
  stats.replies_too_large = read(counters_.replies_too_large);
  for (const auto& queue : queues_) stats.replies_dropped += queue.dropped();
  return stats;
}

}  // namespace chronus::osc
