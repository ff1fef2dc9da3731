// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/slot.hpp"
#include "failover/restore_ladder.hpp"
#include "supervisor/slot_link.hpp"

namespace chronus::supervisor {

/// From the main thread (and, for events, others) to the conductor.
struct SlotOrder {
  enum class Kind {
    kAttach,   ///< it will join from its peer's keyframe
    kBegin,    ///< it begins at frame 0, before the conductor does
    kRestore,  ///< nobody else is left: it is given the state by `rung`
    kReady,
    kKeep,  ///< it was to be replaced, and stays
    kDetach,
    kForget,  ///< commands up to `seq` are in every keyframe kept
    kEvent,
  };
  Kind kind = Kind::kEvent;
  Slot slot = Slot::kFirst;
  std::uint32_t generation = 0;                   ///< kAttach, kBegin, kRestore, kReady, kKeep
  SharedSegment segment;                          ///< kAttach, kBegin, kRestore
  std::shared_ptr<WorkerProcess> process;         ///< kAttach, kBegin, kRestore
  failover::Rung rung = failover::Rung::kReplay;  ///< kRestore
  bool has_keyframe = false;                      ///< kRestore: it lies in the segment, and holds
  std::uint64_t seq = 0;                          ///< kRestore: commands up to this one; kForget
  bool crashed = false;                           ///< kDetach: by a fault of its own
  std::string how;                                ///< kDetach: how it ended
  std::string event;                              ///< kEvent: its kind
  std::string json;                               ///< kEvent
};

}  // namespace chronus::supervisor
