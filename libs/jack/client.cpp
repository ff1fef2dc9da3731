// SPDX-License-Identifier: MIT
#include "jack/client.hpp"

#include <mutex>

namespace chronus::jack {
namespace {

std::mutex g_mutex;  // of opening and closing
// Clients that are held though their server has gone. Below 0 for the moment in which one is closed
// before the thread of libjack that has just declared it an orphan has counted it.
std::atomic<int> g_orphans{0};

void say_nothing(const char* /*text*/) {}

}  // namespace

Status Client::open(const std::string& name) {
  close();
  const std::lock_guard lock(g_mutex);
  // It prints what fails unless it is told not to.
  jack_set_error_function(say_nothing);
  jack_set_info_function(say_nothing);
  if (g_orphans.load(std::memory_order_acquire) > 0) {
    return Error{"JACK: clients of a server that has gone are still open"};
  }
  jack_status_t status{};
  client_ = jack_client_open(name.c_str(), JackNoStartServer, &status);
  if (client_ == nullptr) {
    return Error{(status & JackServerFailed) != 0 ? "JACK: no server"
                                                  : "JACK: the server refuses the client"};
  }
  state_.store(State::kOpen, std::memory_order_release);
  jack_on_shutdown(client_, on_shutdown, this);
  return {};
}

void Client::close() {
  if (client_ == nullptr) return;
  const std::lock_guard lock(g_mutex);
  jack_client_close(client_);
  client_ = nullptr;
  if (state_.exchange(State::kClosed) == State::kOrphan) g_orphans.fetch_sub(1);
}

/// On a thread of libjack, once.
void Client::on_shutdown(void* self) {
  auto expected = State::kOpen;
  if (static_cast<Client*>(self)->state_.compare_exchange_strong(expected, State::kOrphan)) {
    g_orphans.fetch_add(1);
  }
}

}  // namespace chronus::jack
