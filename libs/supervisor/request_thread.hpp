// SPDX-License-Identifier: MIT
#pragma once

#include <boost/lockfree/spsc_queue.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/as_memory_allows.hpp"
#include "base/clock.hpp"
#include "base/push_moved.hpp"
#include "base/result.hpp"
#include "base/thread.hpp"
#include "conductor/wait_book.hpp"
#include "ipc/wake.hpp"
#include "supervisor/outbox.hpp"

namespace chronus::supervisor {

/// Serves the requests of one thread, in their order, on a thread of its own, since a disk may take
/// its time. A `Request` has the `sender` and the `message` that it answers, and the `wait` that is
/// held until it is answered. One that has waited too long for its disk can be refused; what it
/// asked for is not wanted any more, then. Destroyed before what it serves with: the last member of
/// whose it is.
template <class Request>
class RequestThread {
 public:
  /// `most`: requests that may wait.
  explicit RequestThread(std::size_t most, Clock now_ns = monotonic_ns)
      : now_ns_(now_ns), requests_(most) {}
  RequestThread(const RequestThread&) = delete;
  RequestThread& operator=(const RequestThread&) = delete;
  ~RequestThread() { stop(); }

  /// Before any request. What memory runs out for is refused. Throws NoThread.
  void start(const char* name, Outbox& outbox, std::function<void(const Request&)> serve) {
    outbox_ = &outbox;
    thread_.start(name, [this, serve = std::move(serve)](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        const std::uint32_t seen = wake_.look();
        for (Request request; take(&request); request = {}) {
          if (!as_memory_allows([&] { serve(request); })) refuse_for_memory(request.sender);
          end();
        }
        wake_.wait(seen, kIdleWait_ns);
      }
    });
  }

  /// An Error where too many wait. The one thread whose requests they are, which does not wait.
  /// Throws std::bad_alloc.
  Status hand_over(Request request) {
    auto refusal = Outbox::memory_refusal(request.message);
    Waiting waiting{std::move(request), std::move(refusal), now_ns_()};
    if (!push_moved(requests_, std::move(waiting))) return Error{"too many requests wait"};
    wake_.wake();
    return {};
  }

  /// Refuses what was handed over so long ago, with that reason. It is not begun any more, and what
  /// is under way is not answered again. Any thread that may wait for another that copies a
  /// message.
  void refuse_older_than(std::chrono::nanoseconds age, const std::string& reason) {
    const std::lock_guard lock(mutex_);
    const std::int64_t before_ns = now_ns_() - age.count();
    if (served_ != nullptr && is_wanted_ && served_since_ns_ < before_ns) {
      is_wanted_ = false;
      refuse(*served_, reason);
      wait_.reset();
    }
    while (requests_.read_available() > 0 && requests_.front().since_ns < before_ns) {
      const Request late = pop().request;
      refuse(late, reason);
    }
  }

  // On the thread that serves, of the request that it serves:

  /// Whether somebody waits for it still.
  bool is_wanted() {
    const std::lock_guard lock(mutex_);
    return is_wanted_;
  }
  /// It is answered now, by whom this is given: what holds back a /sync. Nothing where it has been
  /// refused meanwhile.
  std::optional<conductor::Wait> claim() {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(is_wanted_, false)) return std::nullopt;
    return std::exchange(wait_, nullptr);
  }

  /// Takes no more requests. False: a disk has not answered within `limit`; once its files give up
  /// it ends.
  bool end_within(std::chrono::nanoseconds limit) {
    stop();
    return thread_.has_ended_within(limit);
  }

 private:
  static constexpr std::int64_t kIdleWait_ns = 500'000'000;
  struct Waiting {
    Request request;
    osc::Message refusal;
    std::int64_t since_ns = 0;
  };

  /// False where there is none.
  bool take(Request* request) {
    const std::lock_guard lock(mutex_);
    if (requests_.read_available() == 0) return false;
    auto next = pop();
    *request = std::move(next.request);
    served_ = request;
    served_since_ns_ = next.since_ns;
    refusal_ = std::move(next.refusal);
    wait_ = std::move(request->wait);
    is_wanted_ = true;
    return true;
  }

  void end() {
    const std::lock_guard lock(mutex_);
    served_ = nullptr;
    wait_.reset();
  }

  /// Under the lock, and there is one.
  Waiting pop() {
    Waiting next;
    // Its place would keep the memory.
    requests_.consume_one([&](Waiting& waiting) { next = std::exchange(waiting, {}); });
    return next;
  }

  void refuse(const Request& request, const std::string& reason) {
    (void)as_memory_allows([&] { outbox_->fail(request.sender, request.message, reason); });
  }

  void refuse_for_memory(const conductor::Sender& sender) {
    if (claim()) outbox_->answer(sender, std::move(refusal_));
  }

  void stop() {
    thread_.request_stop();
    wake_.wake();
  }

  const Clock now_ns_;
  Outbox* outbox_ = nullptr;
  std::mutex mutex_;  // never held while a disk is waited for, nor taken by who hands over
  // Its consumer is whoever holds the mutex.
  boost::lockfree::spsc_queue<Waiting> requests_;
  // Guarded:
  const Request* served_ = nullptr;  // what it points to stays as it is
  std::int64_t served_since_ns_ = 0;
  conductor::Wait wait_;
  osc::Message refusal_;  // of the thread that serves
  bool is_wanted_ = false;
  ipc::WakeWord wake_;
  Thread thread_;
};

}  // namespace chronus::supervisor
