// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace chronus::failover {

/// Tells that all who play are stopped though the machine is not, by a worker that waits as a
/// spare: it comes round all the time, as they should. A stall of the machine stops the spare as
/// well. Pure; used by one thread.
class Standstill {
 public:
  /// Heartbeats as they stand now: of all who play together, and of the spare. Gives how many
  /// rounds the spare has made since theirs last moved; a new spare begins anew.
  std::uint64_t look(std::uint64_t beats, std::uint64_t spare_beats) {
    if (beats != beats_ || spare_beats < spare_beats_) {
      beats_ = beats;
      spare_beats_ = spare_beats;
    }
    return spare_beats - spare_beats_;
  }
  /// What stood still has been seen to.
  void forget() { *this = {}; }

 private:
  std::uint64_t beats_ = 0;
  std::uint64_t spare_beats_ = 0;  // when theirs last moved
};

}  // namespace chronus::failover
