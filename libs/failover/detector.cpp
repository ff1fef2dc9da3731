// SPDX-License-Identifier: MIT
#include "failover/detector.hpp"

namespace chronus::failover {

Verdict Detector::on_tick(const std::array<SlotView, 2>& slots, int primary) {
  observe(slots, primary);
  Verdict verdict;
  const bool both_run = slots[0].running && slots[1].running;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& it = slots_[i];
    verdict.hung[i] = (both_run && it.missed >= limits_.kill_after) ||
                      it.burned_ns >= limits_.kill_after * limits_.tick_ns;
  }
  const auto& leader = history(primary);
  if (both_run &&
      (leader.missed >= limits_.promote_after || leader.slow >= limits_.promote_after)) {
    verdict.promote = 1 - primary;
  }
  return verdict;
}

void Detector::observe(const std::array<SlotView, 2>& slots, int primary) {
  std::array<bool, 2> beat{};
  for (std::size_t i = 0; i < 2; ++i) {
    auto& it = slots_[i];
    beat[i] = slots[i].running && slots[i].heartbeat != it.heartbeat;
    it.heartbeat = slots[i].heartbeat;
    it.silent = slots[i].running && !beat[i];
    if (!it.silent || !it.known) it.heard_cpu_ns = slots[i].cpu_ns;
    it.known = slots[i].running;
    it.burned_ns = slots[i].cpu_ns - it.heard_cpu_ns;
  }
  for (std::size_t i = 0; i < 2; ++i) {
    auto& it = slots_[i];
    if (!it.silent) {
      it.missed = 0;
    } else if (beat[1 - i]) {
      ++it.missed;
    }
    const bool slow = static_cast<int>(i) == primary && slots[i].running && slots[i].behind >= 2 &&
                      slots[1 - i].running && slots[1 - i].behind <= 0;
    it.slow = slow ? it.slow + 1 : 0;
  }
}

void Detector::forget(int slot) { slots_[static_cast<std::size_t>(slot)] = {}; }

}  // namespace chronus::failover
