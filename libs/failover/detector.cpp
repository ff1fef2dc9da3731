// SPDX-License-Identifier: MIT
#include "failover/detector.hpp"

namespace chronus::failover {

Verdict Detector::on_tick(const PerSlot<SlotView>& slots, Slot primary) {
  observe(slots, primary);
  Verdict verdict;
  const bool both_run = slots[Slot::kFirst].running && slots[Slot::kSecond].running;
  for (const Slot slot : kSlots) {
    const auto& it = slots_[slot];
    const int patience = slots[slot].starved ? limits_.kill_starved_after() : limits_.kill_after;
    verdict.hung[slot] =
        (both_run && it.missed >= patience) || it.burned_ns >= limits_.kill_after * limits_.tick_ns;
  }
  const auto& leader = history(primary);
  if (both_run &&
      (leader.missed >= limits_.promote_after || leader.slow >= limits_.promote_after)) {
    verdict.promote = other(primary);
  }
  return verdict;
}

void Detector::observe(const PerSlot<SlotView>& slots, Slot primary) {
  PerSlot<bool> beat{};
  for (const Slot slot : kSlots) {
    auto& it = slots_[slot];
    beat[slot] = slots[slot].running && slots[slot].heartbeat != it.heartbeat;
    it.heartbeat = slots[slot].heartbeat;
    it.silent = slots[slot].running && !beat[slot];
    if (!it.silent || !it.known) it.heard_cpu_ns = slots[slot].cpu_ns;
    it.known = slots[slot].running;
    it.burned_ns = slots[slot].cpu_ns - it.heard_cpu_ns;
  }
  for (const Slot slot : kSlots) {
    auto& it = slots_[slot];
    if (!it.silent) {
      it.missed = 0;
    } else if (beat[other(slot)]) {
      ++it.missed;
    }
    const bool slow = slot == primary && slots[slot].running && slots[slot].behind >= 2 &&
                      slots[other(slot)].running && slots[other(slot)].behind <= 0;
    it.slow = slow ? it.slow + 1 : 0;
  }
}

void Detector::forget(Slot slot) { slots_[slot] = {}; }

}  // namespace chronus::failover
