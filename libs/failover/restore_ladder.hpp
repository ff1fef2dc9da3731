// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "base/frame.hpp"

namespace chronus::failover {

/// What the first worker after the loss of all is given. Each rung gives up a little more of what
/// might have killed the ones before.
enum class Rung {
  kReplay,               ///< the last keyframe, then every command since, but those in quarantine
  kWithoutClients,       ///< …, and none that a client sent: the sequencers' alone
  kOlderWithoutClients,  ///< the same from an older keyframe: the last may hold the poison
  kFresh,                ///< the patch with its present parameters, no state
  kDefaults,             ///< the patch with the parameters its modules begin with
};

std::string_view to_text(Rung rung);

/// Climbs when workers are lost again soon after a restore, and begins at the bottom once the
/// music has gone on for a while. Pure; time comes in as frames played.
class RestoreLadder {
 public:
  explicit RestoreLadder(int rate) : probation_(Frame{kProbation_s} * rate) {}

  /// A worker is to be restored at this place of the music. `replay_is_hopeless`: the same would
  /// only happen again.
  Rung next(Frame played, bool replay_is_hopeless = false);

 private:
  /// Longer than a drill takes to fire after its command, and than the older keyframe is old.
  static constexpr int kProbation_s = 6;
  Frame probation_;
  Frame last_ = 0;
  Rung rung_ = Rung::kReplay;
  bool first_ = true;
};

}  // namespace chronus::failover
