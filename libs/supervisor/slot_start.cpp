// SPDX-License-Identifier: MIT
// Where a slot's worker comes from: the spare that waits, or a new process. A part of WorkerSlots.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "supervisor/blame.hpp"
#include "supervisor/same_build.hpp"
#include "supervisor/worker_slots.hpp"

namespace chronus::supervisor {
namespace {

using failover::SlotEvent;
using failover::SlotState;

/// From start to mapped. Generous: a loaded machine is no reason to kill a worker that comes up.
constexpr std::int64_t kStartTimeout_ns = 10'000'000'000;
/// Rounds of a spare that waits, fifty a second, in which those who play make none: until everybody
/// is told, until the worker of a warm standby is killed, and until those of a hot one are, who
/// might be told to go on.
constexpr std::uint64_t kStillRounds = 50;
constexpr std::uint64_t kRoundsForOne = 100;
constexpr std::uint64_t kRoundsForTwo = 500;

}  // namespace

Status WorkerSlots::start(std::int64_t now_ns) {
  for (const Slot slot : kSlots) {
    if (at(slot).state == SlotState::kUnused) continue;
    auto worker = starter_.start();
    if (!worker) return worker.error();
    at(slot).is_root = true;
    worker->segment->orders().start.store(ipc::StartOrder::kFresh, std::memory_order_release);
    seat(slot, std::move(*worker), now_ns);
  }
  return {};
}

Result<bool> WorkerSlots::has_begun(std::int64_t now_ns) {
  for (const Slot slot : kSlots) {
    auto& it = at(slot);
    if (it.state == SlotState::kUnused) continue;
    const std::string name = "worker " + std::to_string(number_of(slot));
    ipc::ExitStatus status;
    const bool has_ended = it.process->try_reap(&status);
    // Read after its end, for what it said last.
    const auto refused = why_of_another_build(it.segment->report(), supplies_.session.catalog);
    if (!refused.empty()) return Error{name + ": " + refused};
    if (has_ended) {
      return Error{name + " ended at once: " + end_of(it.segment->report(), status)};
    }
    if (now_ns > it.deadline_ns) return Error{name + " does not come up"};
    const auto state = it.segment->report().state.load(std::memory_order_acquire);
    if (state != ipc::WorkerState::kRunning) return false;
  }
  for (const Slot slot : kSlots) {
    handle(slot, SlotEvent::kMapped, now_ns);
    handle(slot, SlotEvent::kCaughtUp, now_ns);
  }
  running_ = true;
  return true;
}

bool WorkerSlots::are_slots_settled() const {
  return std::all_of(slots_.begin(), slots_.end(), [](const Record& slot) {
    return slot.state == SlotState::kReady || slot.state == SlotState::kUnused ||
           slot.state == SlotState::kLeftDown;
  });
}

void WorkerSlots::spawn(Slot slot, std::int64_t now_ns) {
  if (auto spare = spare_.take()) return seat(slot, std::move(*spare), now_ns);
  auto worker = starter_.start();
  if (worker) return seat(slot, std::move(*worker), now_ns);
  auto& it = at(slot);
  it.last_death = worker.reason();
  spdlog::error("{}", it.last_death);
  it.throttle.on_refused_start(now_ns);
}

std::uint64_t WorkerSlots::beat_of(Slot slot) const {
  const auto& it = at(slot);
  return it.segment == nullptr ? 0 : it.segment->report().heartbeat.load(std::memory_order_relaxed);
}

/// Where all who play are silent, the detector blames nobody: it cannot tell that from a stall of
/// the machine. The spare can (decision 15).
void WorkerSlots::watch_for_standstill(std::int64_t now_ns) {
  const auto spare_rounds = spare_.rounds();
  if (!spare_rounds) return;
  std::uint64_t beats = 0;
  bool somebody = false;
  for (const Slot slot : kSlots) {
    if (at(slot).state != SlotState::kReady) continue;
    somebody = true;
    beats += beat_of(slot);
  }
  const std::uint64_t rounds = standstill_.look(beats, *spare_rounds);
  if (rounds == 0) told_of_standstill_ = false;
  if (!somebody || rounds < kStillRounds) return;
  if (!std::exchange(told_of_standstill_, true)) {
    spdlog::error("no worker answers, though a spare does: they are stopped");
    for (const Slot slot : kSlots) {
      if (at(slot).state == SlotState::kReady) event("alarm", slot, "it is stopped");
    }
  }
  if (rounds < (supplies_.standby == Standby::kHot ? kRoundsForTwo : kRoundsForOne)) return;
  standstill_.forget();
  for (const Slot slot : kSlots) {
    if (at(slot).state == SlotState::kReady) handle(slot, SlotEvent::kHung, now_ns);
  }
}

void WorkerSlots::seat(Slot slot, StartedWorker worker, std::int64_t now_ns) {
  auto& it = at(slot);
  ++it.generation;
  it.process = std::move(worker.process);
  it.segment = std::move(worker.segment);
  it.attached_at = -1;
  it.begins_at = 0;
  it.crashed = it.hung = it.lied = false;
  it.refused.clear();
  it.progress = {};
  courier_.forget(slot, now_ns);
  it.deadline_ns = now_ns + kStartTimeout_ns;
  handle(slot, SlotEvent::kSpawned, now_ns);
}

}  // namespace chronus::supervisor
