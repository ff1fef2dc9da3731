// SPDX-License-Identifier: MIT
#pragma once

#include <spdlog/spdlog.h>

#include <mutex>
#include <string>
#include <utility>

#include "conductor/answer.hpp"
#include "conductor/sender.hpp"
#include "osc/reply_queue.hpp"

namespace chronus::supervisor {

/// Answers from the threads that are not in a hurry (main, recording control, recorder): they share
/// one of the server's reply queues under a lock. The conductor has a queue of its own.
class Outbox {
 public:
  explicit Outbox(osc::ReplyQueue& queue) : queue_(queue) {}

  void answer(const conductor::Sender& to, osc::Message message,
              conductor::JsonText json = nullptr) {
    if (to.is_score) return;
    const std::lock_guard lock(mutex_);
    queue_.post({to.endpoint, std::move(message), std::move(json)});
  }
  void done(const conductor::Sender& to, const osc::Message& message) {
    answer(to, conductor::done_message(message));
  }
  void fail(const conductor::Sender& to, const osc::Message& message, const std::string& reason) {
    if (to.is_score) {
      spdlog::warn("score line {}: {}: {}", to.score_line, message.address, reason);
      return;
    }
    answer(to, conductor::fail_message(message, reason));
  }
  /// The answer to what asks for more memory than there is. It is made before, by who has some: a
  /// thread that has used none yet may find not even as much as an answer takes.
  static osc::Message memory_refusal(const osc::Message& message) {
    return conductor::fail_message(message, "out of memory");
  }

 private:
  std::mutex mutex_;
  osc::ReplyQueue& queue_;
};

}  // namespace chronus::supervisor
