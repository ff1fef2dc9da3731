// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "osc/message.hpp"

namespace chronus::conductor {

/// What a queue of bundles holds, in messages and in memory, and whether one more may come. One
/// thread.
class Backlog {
 public:
  Backlog(std::size_t most_messages, std::size_t most_bytes)
      : most_messages_(most_messages), most_bytes_(most_bytes) {}

  bool has_room_for(const osc::Bundle& bundle) const {
    return messages_ + bundle.messages.size() <= most_messages_ &&
           bytes_ + osc::bytes_held(bundle) <= most_bytes_;
  }
  void add(const osc::Bundle& bundle) {
    messages_ += bundle.messages.size();
    bytes_ += osc::bytes_held(bundle);
  }
  /// One that was added, and has not changed since.
  void remove(const osc::Bundle& bundle) {
    messages_ -= bundle.messages.size();
    bytes_ -= osc::bytes_held(bundle);
  }

 private:
  std::size_t most_messages_;
  std::size_t most_bytes_;
  std::size_t messages_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace chronus::conductor
