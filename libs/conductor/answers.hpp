// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <unordered_map>

#include "conductor/doors.hpp"
#include "conductor/service.hpp"
#include "osc/shares.hpp"

namespace chronus::conductor {

/// Answers with JSON, each made once for all who ask the same on one frame with nothing done in
/// between. What they are made from is memory until they are sent, of which each sender has a
/// share.
class Answers {
 public:
  explicit Answers(ClientDoor& clients);

  /// `question`: the same for all who get the same. `bytes`: about what it holds until it is sent;
  /// where the sender has more of that waiting than its share, it is refused. In a rehearsal, only
  /// whether it would be.
  Outcome answer(const Request& request, const std::string& question, osc::Message reply,
                 std::size_t bytes, const std::function<JsonText()>& make);
  /// Something may have changed.
  void begin_anew() { made_.clear(); }
  /// What is asked for from here on is asked for in one message.
  void begin_rehearsal() { rehearsed_bytes_ = 0; }

 private:
  ClientDoor& clients_;
  osc::Shares shares_;
  std::size_t rehearsed_bytes_ = 0;
  std::unordered_map<std::string, JsonText> made_;  // of this frame, by question
};

}  // namespace chronus::conductor
