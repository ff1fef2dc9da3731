// SPDX-License-Identifier: MIT
#include "osc/server.hpp"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <exception>
#include <new>
#include <system_error>
#include <utility>

#include "base/as_memory_allows.hpp"
#include "base/clock.hpp"
#include "base/scheduling.hpp"
#include "osc/shorten.hpp"
#include "osc/socket_filter.hpp"

namespace chronus::osc {

namespace {

/// How long the socket is left alone after an error that might repeat at once.
constexpr int kRestMs = 10;
/// How long a flood that has ended may keep its filter.
constexpr int kThinningMs = 20;
/// How long packets are handled, and replies rendered and sent, until it is the other's turn: who
/// asks for much keeps nobody from being heard, nor who sends much from being answered.
constexpr std::int64_t kTurn_ns = 1'000'000;
/// Of that for one receiver, until it is the next one's turn.
constexpr std::int64_t kReceiverTurn_ns = 50'000;
/// Of replies that wait for their turn.
constexpr std::size_t kMostWaiting_bytes = std::size_t{12} << 20U;

void count(std::atomic<std::uint64_t>& counter, std::uint64_t n = 1) {
  counter.fetch_add(n, std::memory_order_relaxed);
}

/// The address a client sent, for an answer that has to be replaced.
std::string answered_address(const Message& reply) {
  if ((reply.address == "/done" || reply.address == "/fail") && !reply.args.empty()) {
    if (const auto* address = as_string(reply.args[0])) return *address;
  }
  constexpr std::string_view kSuffix = ".reply";
  std::string_view address = reply.address.text();
  if (address.ends_with(kSuffix)) address.remove_suffix(kSuffix.size());
  return std::string(address);
}

}  // namespace

Server::Server(std::vector<Listener> listeners, PollWake wake, Handler& handler,
               const ServerOptions& options)
    : listeners_(std::move(listeners)),
      main_listeners_(listeners_.size()),
      wake_(std::move(wake)),
      handler_(handler),
      queues_{ReplyQueue(options.reply_capacity, wake_), ReplyQueue(options.reply_capacity, wake_)},
      waiting_(kMostWaiting_bytes) {}

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
  const int nice = request_nice(kOscNice);
  handler_.begun(to_text(current_scheduling(), nice));
  bool resting = false;
  while (!stopping_.load(std::memory_order_acquire)) {
    const bool busy = handled_ < received_ || !waiting_.empty();
    // A negative descriptor is passed over.
    std::array<pollfd, 1 + kMostListeners> waits{};
    waits.fill({-1, 0, 0});
    waits[0] = {wake_.fd(), POLLIN, 0};
    for (std::size_t i = 0; i < listeners_.size() && !resting; ++i) {
      waits[i + 1] = {listeners_[i].socket.get(), POLLIN, 0};
    }
    const int rest_ms = resting ? kRestMs : is_thinning() ? kThinningMs : -1;
    const int ready = ::poll(waits.data(), waits.size(), busy ? 0 : rest_ms);
    resting = false;
    if (!as_memory_allows([this] { thin_floods(); })) {
      note_handler_error("a flood", "out of memory");
    }
    if (ready < 0) continue;  // interrupted, or short of memory for a moment
    if (waits[0].revents != 0) take_replies();
    deliver_some();
    handle_some(monotonic_ns() + kTurn_ns);
    // In turn: one that is never quiet must not keep the other from being read.
    for (std::size_t i = 0; i < listeners_.size() && handled_ == received_; ++i) {
      heard_last_ = (heard_last_ + 1) % listeners_.size();
      if (waits[heard_last_ + 1].revents != 0 && !hear(listeners_[heard_last_])) resting = true;
    }
  }
}

/// For a turn, or until there is no more. False when the socket reports an error that it might
/// report again at once.
bool Server::hear(Listener& listener) {
  const std::int64_t until_ns = monotonic_ns() + kTurn_ns;
  do {
    if (!receive(listener)) return false;
    handle_some(until_ns);
  } while (received_ == ReceiveBatch::kSize && handled_ == received_ && monotonic_ns() < until_ns);
  return true;
}

bool Server::receive(Listener& listener) {
  received_ = handled_ = 0;
  const int received = batch_.receive(listener.socket.get());
  if (received < 0) {
    if (errno == EAGAIN || errno == EINTR) return true;
    count(counters_.receive_errors);
    return errno == ECONNREFUSED;  // a former reply's fate, reported once
  }
  received_ = static_cast<std::size_t>(received);
  // Only where there was more than a batch is the buffer worth a look.
  filled_ = received_ == ReceiveBatch::kSize ? filled_part(listener.socket) : 0.0;
  return true;
}

bool Server::is_thinning() const {
  return std::any_of(listeners_.begin(), listeners_.end(),
                     [](const Listener& listener) { return !listener.gauge.thinned().empty(); });
}

void Server::thin_floods() {
  for (Listener& listener : listeners_) {
    std::vector<Endpoint> newly;
    if (!listener.gauge.turn(monotonic_ns(), &newly)) continue;
    if (const Status done = thin(listener.socket, listener.gauge.thinned()); !done) {
      note_handler_error("a flood", done.reason().c_str());
      continue;
    }
    for (const Endpoint& sender : newly) handler_.thinned(sender);
  }
}

/// Of the packets that were received, as many as there is time for.
void Server::handle_some(std::int64_t until_ns) {
  while (handled_ < received_ && monotonic_ns() < until_ns) {
    handle(listeners_[heard_last_], handled_++);
  }
}

void Server::handle(Listener& listener, std::size_t i) {
  const std::uint32_t dropped = batch_.dropped(i);
  if (dropped != 0) {
    count(counters_.dropped_by_kernel, dropped - std::exchange(listener.dropped_seen, dropped));
  }
  count(counters_.packets);
  const Endpoint from = batch_.sender(i);
  const std::int64_t started_ns = monotonic_ns();
  if (heard_last_ >= main_listeners_) {
    ways_.note(from, heard_last_);
  } else if (!ways_.empty()) {
    ways_.forget(from);
  }
  listener.gauge.heard(from, batch_.packet(i).size(), started_ns);
  bool is_wanted = false;
  const bool is_known =
      as_memory_allows([&] { is_wanted = handler_.wants(from, batch_.packet(i), filled_); });
  if (!is_known) note_handler_error("a packet", "out of memory");
  if (!is_wanted) return;
  read(from, i);
  handler_.took(monotonic_ns() - started_ns);
}

void Server::read(const Endpoint& from, std::size_t i) {
  try {
    auto packet = decode(batch_.packet(i));
    if (!packet) {
      count(counters_.bad_packets);
      handler_.bad_packet(from, packet.reason());
      return;
    }
    if (!packet->bundles.empty()) handler_.packet(from, packet->bundles);
    count(counters_.bad_messages, packet->bad.size());
    for (const auto& bad : packet->bad) handler_.bad_message(from, bad);
  } catch (const std::bad_alloc& error) {
    note_handler_error("a packet", error.what());
    refuse_for_memory(from);
  } catch (const std::exception& error) {
    note_handler_error("a packet", error.what());
  } catch (...) {
    note_handler_error("a packet", "unknown exception");
  }
}

/// The little that is left is enough, or nothing is said.
void Server::refuse_for_memory(const Endpoint& from) {
  try {
    handler_.bad_packet(from, "out of memory");
  } catch (const std::exception& error) {
    note_handler_error("a packet", error.what());
  }
}

void Server::take_replies() {
  wake_.take();
  const std::int64_t now_ns = monotonic_ns();
  const auto sort = [&](Reply& reply) {
    try {
      const auto lane = receivers_.lane_of(reply.to, now_ns);
      const std::size_t bytes = bytes_held(reply.message);
      if (!waiting_.push(lane, std::move(reply), bytes)) count(counters_.replies_dropped);
    } catch (const std::bad_alloc&) {
      count(counters_.replies_dropped);
    }
  };
  for (auto& queue : queues_) queue.drain(sort);
}

/// Of what waits, each receiver's in order and the receivers in turn.
void Server::deliver_some() {
  std::int64_t now_ns = monotonic_ns();
  const std::int64_t until_ns = now_ns + kTurn_ns;
  while (!waiting_.empty() && now_ns < until_ns) {
    const auto lane = waiting_.turn();
    waiting_.credit(lane) += kReceiverTurn_ns;
    while (!waiting_.empty(lane) && waiting_.credit(lane) > 0 && now_ns < until_ns) {
      const std::int64_t started_ns = now_ns;
      deliver(waiting_.front(lane));
      now_ns = monotonic_ns();
      waiting_.credit(lane) -= now_ns - started_ns;
      waiting_.pop(lane);
    }
    waiting_.end_turn();
  }
}

void Server::deliver(Reply& reply) {
  try {
    if (reply.json) reply.message.args.emplace_back(reply.json());
    send(reply.to, reply.message);
  } catch (const std::exception& error) {
    note_handler_error(reply.message.address.text().c_str(), error.what());
  } catch (...) {
    note_handler_error(reply.message.address.text().c_str(), "unknown exception");
  }
}

void Server::send(const Endpoint& to, const Message& message) {
  const bool is_echo = message.address == "/done" || message.address == "/fail";
  const auto packet = encode(is_echo ? shortened_answer(message) : message);
  if (!packet.empty()) {
    transmit(to, packet);
    return;
  }
  count(counters_.replies_too_large);
  const auto failure =
      encode({"/fail", {answered_address(message), std::string("reply too large")}});
  if (!failure.empty()) transmit(to, failure);
}

/// By the socket that it came by, or else by its family, which is the address that the client has
/// sent to.
const Server::Listener* Server::way_to(const Endpoint& to) const {
  const auto reaches = [&](const Listener& listener) {
    return listener.takes_both || listener.at.is_ipv4() == to.is_ipv4();
  };
  if (const auto way = ways_.to(to)) return &listeners_[*way];
  const auto found = std::find_if(listeners_.begin(), listeners_.end(), reaches);
  return found == listeners_.end() ? nullptr : &*found;
}

void Server::transmit(const Endpoint& to, std::span<const std::byte> packet) {
  const Listener* const listener = way_to(to);
  if (listener == nullptr) return count(counters_.send_errors);
  const SocketAddress address = to_sockaddr(to, family_of(listener->at));
  // Never waits: a client that cannot be reached must not keep the others from their answers.
  const auto sent = ::sendto(listener->socket.get(), packet.data(), packet.size(),
                             MSG_DONTWAIT | MSG_NOSIGNAL, address.get(), address.size);
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
  stats.replies_dropped = read(counters_.replies_dropped);
  for (const auto& queue : queues_) stats.replies_dropped += queue.dropped();
  return stats;
}

}  // namespace chronus::osc
