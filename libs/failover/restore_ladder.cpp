// SPDX-License-Identifier: MIT
#include "failover/restore_ladder.hpp"

namespace chronus::failover {

Rung RestoreLadder::next(Frame played, bool replay_is_hopeless) {
  if (first_ || played - last_ >= probation_) {
    rung_ = Rung::kReplay;
  } else if (rung_ != Rung::kDefaults) {
    rung_ = static_cast<Rung>(static_cast<int>(rung_) + 1);
  }
  if (replay_is_hopeless && rung_ == Rung::kReplay) rung_ = Rung::kWithoutClients;
  first_ = false;
  last_ = played;
  return rung_;
}

std::string_view to_text(Rung rung) {
  switch (rung) {
    case Rung::kReplay:
      return "replay";
    case Rung::kWithoutClients:
      return "replay without clients";
    case Rung::kOlderWithoutClients:
      return "older keyframe, without clients";
    case Rung::kFresh:
      return "patch";
    case Rung::kDefaults:
      return "patch with defaults";
  }
  return "unknown";
}

}  // namespace chronus::failover
