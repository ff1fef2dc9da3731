// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "sequencer/events.hpp"

namespace chronus::sequencer {

/// Collects events sequencer by sequencer and hands them out in the order they are to happen:
/// by frame; on one frame the gate and note offs of all first, then by creation of the sequencer;
/// then as they were added. No allocation once it has grown to its working size.
class EventList {
 public:
  EventList() {
    added_.reserve(kInitialCapacity);
    events_.reserve(kInitialCapacity);
  }

  void add(const Event& event) {
    const bool is_off = event.kind == EventKind::kGateOff || event.kind == EventKind::kNoteOff;
    const std::uint64_t late = is_off ? 0 : 1;
    const std::uint64_t rank =
        late << 63U | static_cast<std::uint64_t>(event.sequencer) << 31U | added_.size();
    added_.push_back({rank, event});
  }

  /// Puts what was added behind everything before it; the frames added are not lower.
  void settle() {
    // The rank is unique, so that an unstable sort (the stable one allocates) gives one order.
    std::sort(added_.begin(), added_.end(), [](const Added& a, const Added& b) {
      return a.event.frame != b.event.frame ? a.event.frame < b.event.frame : a.rank < b.rank;
    });
    for (const Added& added : added_) events_.push_back(added.event);
    added_.clear();
  }

  std::span<const Event> events() const { return events_; }
  void clear() { events_.clear(); }

 private:
  static constexpr std::size_t kInitialCapacity = 256;

  struct Added {
    std::uint64_t rank;
    Event event;
  };

  std::vector<Added> added_;
  std::vector<Event> events_;
};

}  // namespace chronus::sequencer
