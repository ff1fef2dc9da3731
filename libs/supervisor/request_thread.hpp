// SPDX-License-Identifier: MIT
#pragma once

#include <boost/lockfree/spsc_queue.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <new>
#include <utility>

#include "base/push_moved.hpp"
#include "base/result.hpp"
#include "base/thread.hpp"
#include "ipc/wake.hpp"
#include "supervisor/outbox.hpp"

namespace chronus::supervisor {

/// Serves the requests of one thread, in their order, on a thread of its own, since a disk may take
/// its time. A `Request` has the `sender` and the `message` that it answers. Destroyed before what
/// it serves with: the last member of whose it is.
template <class Request>
class RequestThread {
 public:
  /// `most`: requests that may wait.
  explicit RequestThread(std::size_t most) : requests_(most) {}
  RequestThread(const RequestThread&) = delete;
  RequestThread& operator=(const RequestThread&) = delete;
  ~RequestThread() { stop(); }

  /// Before any request. What memory runs out for is refused. Throws NoThread.
  void start(const char* name, Outbox& outbox, std::function<void(const Request&)> serve) {
    thread_.start(name, [this, &outbox, serve = std::move(serve)](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        const std::uint32_t seen = wake_.look();
        requests_.consume_all([&](Request& request) {
          const Request taken = std::exchange(request, {});  // its place would keep the memory
          try {
            serve(taken);
          } catch (const std::bad_alloc&) {
            outbox.fail(taken.sender, taken.message, "out of memory");
          }
        });
        wake_.wait(seen, kIdleWait_ns);
      }
    });
  }

  /// An Error where too many wait.
  Status hand_over(Request request) {
    if (!push_moved(requests_, std::move(request))) return Error{"too many requests wait"};
    wake_.wake();
    return {};
  }

  /// Takes no more requests. False: a disk has not answered within `limit`; once its files give up
  /// it ends.
  bool end_within(std::chrono::nanoseconds limit) {
    stop();
    return thread_.has_ended_within(limit);
  }

 private:
  static constexpr std::int64_t kIdleWait_ns = 500'000'000;

  void stop() {
    thread_.request_stop();
    wake_.wake();
  }

  boost::lockfree::spsc_queue<Request> requests_;
  ipc::WakeWord wake_;
  Thread thread_;
};

}  // namespace chronus::supervisor
