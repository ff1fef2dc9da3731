// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>

#include "osc/lanes.hpp"
#include "osc/message.hpp"
#include "osc/shares.hpp"

namespace chronus::conductor {

/// What a queue of bundles holds, in messages and in memory, and whether a lane may bring one more:
/// each has its share of both. One thread.
class Backlog {
 public:
  Backlog(std::size_t most_messages, std::size_t most_bytes) : most_{most_messages, most_bytes} {}

  bool has_room_for(osc::LaneIndex lane, const osc::Bundle& bundle) const {
    const Amount& held = lanes_[lane];
    return osc::is_within_share(held.messages, all_.messages, most_.messages,
                                bundle.messages.size()) &&
           osc::is_within_share(held.bytes, all_.bytes, most_.bytes, osc::bytes_held(bundle));
  }
  void add(osc::LaneIndex lane, const osc::Bundle& bundle) {
    const std::size_t bytes = osc::bytes_held(bundle);
    for (Amount* amount : {&lanes_[lane], &all_}) {
      amount->messages += bundle.messages.size();
      amount->bytes += bytes;
    }
  }
  /// One that was added, and has not changed since.
  void remove(osc::LaneIndex lane, const osc::Bundle& bundle) {
    const std::size_t bytes = osc::bytes_held(bundle);
    for (Amount* amount : {&lanes_[lane], &all_}) {
      amount->messages -= bundle.messages.size();
      amount->bytes -= bytes;
    }
  }

 private:
  struct Amount {
    std::size_t messages = 0;
    std::size_t bytes = 0;
  };
  Amount most_;
  Amount all_;
  std::array<Amount, osc::kLanes> lanes_{};
};

}  // namespace chronus::conductor
