// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "music.hpp"
#include "world.hpp"

namespace chronus::simulation {

/// What must hold however the parts are scheduled. Knows nothing of faults but which promises they
/// suspend.
class Check {
 public:
  struct Promises {
    bool no_gap = false;         ///< no output frame was concealed
    bool no_divergence = false;  ///< the slots' blocks are equal
    bool nothing_late = false;   ///< every command reaches every worker, on its frame
    bool no_kill = false;        ///< the supervisor has killed nobody
    Frame longest_gap = 0;       ///< frames concealed in a row at most; 0: nothing is promised
    int quarantined = 0;         ///< commands in quarantine at the end
  };
  Check(World& world, const Music& music, Promises promises)
      : world_(world), music_(music), promises_(promises) {}

  /// After every round. Empty while all is well, else the first thing that is wrong.
  std::string look();
  /// The worker that was killed last was to be: a client had asked for another in its place.
  void forgive_kill() { ++kills_forgiven_; }
  /// After the last.
  std::string final_look() const;

 private:
  std::string compare();
  bool waits_too_long();
  bool is_late(Slot slot);
  bool misses_any(Slot slot);

  World& world_;
  const Music& music_;
  Promises promises_;
  int kills_forgiven_ = 0;
  std::size_t compared_ = 0;
  Frame played_ = 0;
  Frame concealed_before_ = 0;  // when the last block was played
};

}  // namespace chronus::simulation
