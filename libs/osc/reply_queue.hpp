// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "base/push_moved.hpp"
#include "osc/endpoint.hpp"
#include "osc/message.hpp"
#include "osc/poll_wake.hpp"

namespace chronus::osc {

/// What one thread hands the server thread to send.
struct Reply {
  Endpoint to;
  Message message;
  /// Where set: renders the message's last argument, on the server thread, so that the producer
  /// never formats. Must own or share what it reads.
  std::function<std::string()> json;
};

/// From one producer thread to the server thread; neither waits for the other.
class ReplyQueue {
 public:
  /// Memory of the messages in it; what their JSON is made from is bounded where it is copied.
  static constexpr std::size_t kMostBytes = std::size_t{8} << 20U;

  ReplyQueue(std::size_t capacity, PollWake& wake)
      : capacity_(capacity), queue_(capacity), wake_(wake) {}

  /// The producer thread. False when the queue is full: the reply is dropped and counted.
  bool post(Reply reply) {
    const std::size_t bytes = bytes_held(reply.message);
    const bool fits = bytes_.load(std::memory_order_relaxed) + bytes <= kMostBytes;
    if (fits) bytes_.fetch_add(bytes, std::memory_order_relaxed);
    const bool posted = fits && push_moved(queue_, std::move(reply));
    if (fits && !posted) bytes_.fetch_sub(bytes, std::memory_order_relaxed);
    if (!posted) dropped_.fetch_add(1, std::memory_order_relaxed);
    wake_.ring();
    return posted;
  }
  /// The same for what nobody asked for: it leaves half of the queue to answers.
  bool post_news(Reply reply) {
    if (queue_.write_available() > capacity_ / 2) return post(std::move(reply));
    dropped_.fetch_add(1, std::memory_order_relaxed);
    return false;
  }

  /// The server thread: hands over what was posted before the last PollWake::take(), at least.
  template <class Deliver>
  void drain(Deliver&& deliver) {
    for (std::size_t left = queue_.read_available(); left > 0; --left) {
      queue_.consume_one([&](Reply& reply) {
        bytes_.fetch_sub(bytes_held(reply.message), std::memory_order_relaxed);
        deliver(reply);
      });
    }
  }

  /// Any thread.
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  std::size_t capacity_;
  boost::lockfree::spsc_queue<Reply> queue_;
  PollWake& wake_;
  // Added to by the producer, taken from by the server thread; a figure to bound memory by, which
  // orders nothing.
  std::atomic<std::size_t> bytes_{0};
  // Written by the producer, read by anyone; a statistic that orders nothing.
  std::atomic<std::uint64_t> dropped_{0};
};

}  // namespace chronus::osc
