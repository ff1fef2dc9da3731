// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/check.hpp"
#include "base/result.hpp"
#include "osc/endpoint.hpp"
#include "osc/fair_queue.hpp"
#include "osc/flood_gauge.hpp"
#include "osc/lanes.hpp"
#include "osc/message.hpp"
#include "osc/packet.hpp"
#include "osc/poll_wake.hpp"
#include "osc/receive_batch.hpp"
#include "osc/reply_queue.hpp"
#include "osc/socket.hpp"
#include "osc/ways.hpp"

namespace chronus::osc {

/// What the server calls, always on its own thread. Exceptions are caught and counted.
class Handler {
 public:
  virtual ~Handler() = default;
  /// The first call: what the thread was granted.
  virtual void begun(const std::string& /*scheduling*/) {}
  /// Whether a packet is to be read at all; what is left unread costs next to nothing. `filled`:
  /// the part of the socket's buffer that waits to be read, 0 where it is little.
  virtual bool wants(const Endpoint& /*from*/, std::span<const std::byte> /*packet*/,
                     double /*filled*/) {
    return true;
  }
  /// From now on only a part of what this sender sends is let through, so that others are heard.
  virtual void thinned(const Endpoint& /*sender*/) {}
  /// How long the packet that was read last took, all in all.
  virtual void took(std::int64_t /*ns*/) {}
  /// What could be read of a packet; see decode() for what a bundle is. Never empty, and the
  /// handler's to take apart.
  virtual void packet(const Endpoint& from, std::span<Bundle> bundles) = 0;
  /// A message that could not be read; its neighbours in the packet could.
  virtual void bad_message(const Endpoint& from, const BadMessage& bad) = 0;
  /// A packet that decode() refused.
  virtual void bad_packet(const Endpoint& from, const std::string& reason) = 0;
};

struct ServerOptions {
  /// Asked of the kernel, which may give less; what does not fit is dropped and counted.
  int receive_buffer_bytes = 8 << 20;
  /// Replies that wait in each of the kReplyQueues; allocated at open(). More are dropped and
  /// counted.
  std::size_t reply_capacity = 16'384;
};

/// Since start; a snapshot that any thread may take.
struct ServerStats {
  std::uint64_t packets = 0;            ///< received, good or bad
  std::uint64_t bad_packets = 0;        ///< of those, refused by decode()
  std::uint64_t bad_messages = 0;       ///< refused within packets that were taken
  std::uint64_t dropped_by_kernel = 0;  ///< lost to a full receive buffer, or thinned before it
  std::uint64_t receive_errors = 0;
  std::uint64_t handler_errors = 0;  ///< exceptions out of the Handler or a Reply's json
  std::uint64_t sent = 0;
  std::uint64_t send_errors = 0;
  std::uint64_t replies_too_large = 0;
  std::uint64_t replies_dropped = 0;  ///< lost to full reply queues, or to a receiver's full share
};

/// A UDP socket and the one thread that reads it, decodes packets and sends all replies. Survives
/// whatever arrives and every error of the socket.
class Server {
 public:
  static constexpr std::size_t kReplyQueues = 2;

  /// Binds, without receiving yet. Port 0 takes a free one. The handler must outlive the server.
  /// `localhost` is 127.0.0.1 to one program and ::1 to the next: at either of them it listens at
  /// both, on one port, and 0.0.0.0 takes ::1 with it. Where the other is not free, or not there,
  /// it is done without, the former with a warning.
  static Result<std::unique_ptr<Server>> open(const Endpoint& at, Handler& handler,
                                              const ServerOptions& options = {});
  /// On sockets that somebody else has bound and keeps bound when this process has ended: what
  /// waits in them is received first. One for IPv4, one for IPv6, or one of them; no other address
  /// is listened at. The Error names the descriptor.
  static Result<std::unique_ptr<Server>> open(std::vector<FileDescriptor> bound, Handler& handler,
                                              const ServerOptions& options = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens there too: what comes by it is handled like the rest, and answered by it. Before
  /// start(). The error says that the address is taken, or that no more can be listened at.
  Status listen_also(const Endpoint& at, const ServerOptions& options = {});

  Status start();
  /// Ends the thread; packets not yet read are lost. Not from the handler.
  void stop();

  /// Where it was told to listen, with the real port.
  const Endpoint& endpoint() const { return listeners_.front().at; }
  /// That, the other address, if there is one, and where it listens too.
  std::vector<Endpoint> endpoints() const;

  /// The server thread only (from the Handler): sends at once. The echo in a long `/done` or
  /// `/fail` is shortened. Another message that no datagram holds becomes `/fail ADDRESS "reply too
  /// large"`.
  void send(const Endpoint& to, const Message& message);

  /// For one other thread each; 0 <= index < kReplyQueues.
  ReplyQueue& queue(std::size_t index) {
    CHRONUS_CHECK(index < kReplyQueues);
    return queues_[index];
  }

  /// Any thread.
  ServerStats stats() const;

 private:
  // Each is written by the server thread and read by anyone who asks for stats; they are
  // statistics that order nothing, so relaxed is enough.
  struct Counters {
    std::atomic<std::uint64_t> packets{0}, bad_packets{0}, bad_messages{0}, dropped_by_kernel{0},
        receive_errors{0}, handler_errors{0}, sent{0}, send_errors{0}, replies_too_large{0},
        replies_dropped{0};
  };

  /// Two families of addresses at three ports.
  static constexpr std::size_t kMostListeners = 6;
  /// One bound socket.
  struct Listener {
    FileDescriptor socket;
    Endpoint at;
    bool takes_both = false;  // IPv4 and IPv6
    FloodGauge gauge;
    std::uint32_t dropped_seen = 0;  // by the kernel, of those counted so far
  };

  Server(std::vector<Listener> listeners, PollWake wake, Handler& handler,
         const ServerOptions& options);
  static Result<Listener> listen(const Endpoint& at, const ServerOptions& options);
  static Result<Listener> listener_on(FileDescriptor socket);
  static Result<std::unique_ptr<Server>> with(std::vector<Listener> listeners, Handler& handler,
                                              const ServerOptions& options);
  static Result<std::vector<Listener>> listen_at_both(const Endpoint& at,
                                                      const ServerOptions& options);

  void run();
  bool hear(Listener& listener);
  bool receive(Listener& listener);
  bool is_thinning() const;
  void thin_floods();
  void handle_some(std::int64_t until_ns);
  void handle(Listener& listener, std::size_t i);
  void read(const Endpoint& from, std::size_t i);
  void refuse_for_memory(const Endpoint& from);
  void take_replies();
  void deliver_some();
  void deliver(Reply& reply);
  const Listener* way_to(const Endpoint& to) const;
  void transmit(const Endpoint& to, std::span<const std::byte> packet);
  void note_handler_error(const char* where, const char* what);

  std::vector<Listener> listeners_;  // never empty; the first is where it was told to listen
  std::size_t main_listeners_;       // of these: those of the address it was opened with
  Ways ways_;
  PollWake wake_;
  Handler& handler_;
  std::array<ReplyQueue, kReplyQueues> queues_;
  Counters counters_;
  ReceiveBatch batch_;
  std::size_t received_ = 0;    // packets of the batch
  std::size_t handled_ = 0;     // of these
  std::size_t heard_last_ = 0;  // the listener they came from
  double filled_ = 0.0;         // of the socket's buffer when they were received
  Lanes receivers_;
  FairQueue<Reply> waiting_;
  // Written by stop(), read by the server thread after the wake that follows the store, which
  // orders them; relaxed would do, release and acquire say so.
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace chronus::osc
