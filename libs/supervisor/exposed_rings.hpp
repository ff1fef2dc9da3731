// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <memory>

#include "audio/output.hpp"
#include "base/slot.hpp"
#include "supervisor/slot_link.hpp"

namespace chronus::supervisor {

/// What the callback reads of each slot: keeps the memory of a worker that is gone for as long as a
/// callback may still look at it. Main thread only; outlives every callback.
class ExposedRings {
 public:
  /// Both outlive it.
  ExposedRings(SlotRings& rings, const audio::Output& output) : rings_(rings), output_(output) {}

  /// From the next callback on the slot's blocks are those of this segment.
  void expose(Slot slot, SharedSegment segment);
  /// Lets go of what no callback can hold any more.
  void free_retired();

 private:
  struct Exposed {
    SharedSegment segment;
    std::unique_ptr<ipc::AudioRing> ring;
  };
  struct Retired {
    Exposed memory;
    std::int64_t callbacks = 0;  // the audio clock's count when it was taken out of sight
  };

  SlotRings& rings_;
  const audio::Output& output_;
  PerSlot<Exposed> exposed_;
  std::deque<Retired> retired_;
};

}  // namespace chronus::supervisor
