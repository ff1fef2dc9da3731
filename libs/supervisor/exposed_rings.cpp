// SPDX-License-Identifier: MIT
#include "supervisor/exposed_rings.hpp"

#include <utility>

namespace chronus::supervisor {

void ExposedRings::expose(Slot slot, SharedSegment segment) {
  auto ring = std::make_unique<ipc::AudioRing>(segment->audio());
  Exposed fresh{std::move(segment), std::move(ring)};
  rings_.exchange(slot, fresh.ring.get());
  auto& exposed = exposed_[slot];
  retired_.push_back({std::exchange(exposed, std::move(fresh)), output_.callbacks()});
}

void ExposedRings::free_retired() {
  // Two callbacks later none can hold a pointer it took before the exchange.
  while (!retired_.empty() && output_.callbacks() >= retired_.front().callbacks + 2) {
    retired_.pop_front();
  }
}

}  // namespace chronus::supervisor
