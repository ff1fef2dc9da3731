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
    int quarantined = 0;         ///< commands in quarantine at the end
  };
  Check(World& world, const Music& music, Promises promises)
      : world_(world), music_(music), promises_(promises) {}

  /// After every round. Empty while all is well, else the first thing that is wrong.
  std::string look();
  /// After the last.
  std::string final_look() const;

 private:
  std::string compare();
  bool is_late(int slot);
  bool misses_any(int slot);

  World& world_;
  const Music& music_;
  Promises promises_;
  std::size_t compared_ = 0;
};

}  // namespace chronus::simulation
