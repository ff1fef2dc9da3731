// SPDX-License-Identifier: MIT
#pragma once

#include <jack/jack.h>

#include <atomic>
#include <string>

#include "base/result.hpp"

namespace chronus::jack {

/// A client of the default JACK server; with libjack's own calls on get().
///
/// libjack 1.9 ends the clients of a server that has died by itself when the process opens another
/// one, and their owners would end them a second time. So none is opened while one of a dead server
/// is still held anywhere in the process: its owner has to close it first, and whoever wants to
/// open tries again later.
///
/// open() and close(): one thread at a time; both may take as long as a server does not answer, and
/// then hold up those of other clients. is_there(): any thread.
class Client {
 public:
  Client() = default;
  ~Client() { close(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Not activated. No server is started for it. The Error: "no server", that it refuses the
  /// client, or that clients of a server that has gone are still held.
  Status open(const std::string& name);
  /// Returns when no callback runs any more.
  void close();
  /// False from when the server has gone on.
  bool is_there() const { return state_.load(std::memory_order_acquire) == State::kOpen; }
  /// Null unless it is open.
  jack_client_t* get() const { return client_; }

 private:
  enum class State { kClosed, kOpen, kOrphan };
  static void on_shutdown(void* self);

  jack_client_t* client_ = nullptr;
  std::atomic<State> state_{State::kClosed};
};

}  // namespace chronus::jack
