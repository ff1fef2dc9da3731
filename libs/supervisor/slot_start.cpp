// SPDX-License-Identifier: MIT
// Where a slot's worker comes from: the spare that waits, or a new process. A part of WorkerSlots.
#include <signal.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "base/scheduling.hpp"
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

bool WorkerSlots::is_mapped(const Worker& worker) {
  return worker.segment->report().state.load(std::memory_order_relaxed) ==
         ipc::WorkerState::kMapped;
}

/// One that has not mapped yet is as good as a new process, and earlier.
bool WorkerSlots::is_spare_fit() const {
  ipc::ExitStatus ignored;
  if (!spare_ || spare_->process->has_ended(&ignored)) return false;
  return !is_mapped(*spare_) || spare_->wakefulness.is_awake();
}

bool WorkerSlots::are_slots_settled() const {
  return std::all_of(slots_.begin(), slots_.end(), [](const Slot& slot) {
    return slot.state == SlotState::kReady || slot.state == SlotState::kUnused ||
           slot.state == SlotState::kLeftDown;
  });
}

void WorkerSlots::spawn(int slot, std::int64_t now_ns) {
  if (is_spare_fit()) {
    return seat(slot, *std::exchange(spare_, std::nullopt), now_ns);
  }
  auto worker = launch();
  if (worker) return seat(slot, std::move(*worker), now_ns);
  auto& it = at(slot);
  it.last_death = worker.reason();
  spdlog::error("{}", it.last_death);
  it.throttle.on_refused_start(now_ns);
}

std::uint64_t WorkerSlots::beat_of(int slot) const {
  const auto& it = at(slot);
  return it.segment == nullptr ? 0 : it.segment->report().heartbeat.load(std::memory_order_relaxed);
}

/// Where all who play are silent, the detector blames nobody: it cannot tell that from a stall of
/// the machine. The spare can (decision 15).
void WorkerSlots::watch_for_standstill(std::int64_t now_ns) {
  if (!spare_) return;
  std::uint64_t beats = 0;
  bool somebody = false;
  for (int slot = 0; slot < 2; ++slot) {
    if (at(slot).state != SlotState::kReady) continue;
    somebody = true;
    beats += beat_of(slot);
  }
  const auto& spare = spare_->segment->report();
  const std::uint64_t rounds =
      standstill_.look(beats, spare.heartbeat.load(std::memory_order_relaxed));
  if (rounds == 0) told_of_standstill_ = false;
  if (!somebody || rounds < kStillRounds) return;
  if (!std::exchange(told_of_standstill_, true)) {
    spdlog::error("no worker answers, though a spare does: they are stopped");
    for (int slot = 0; slot < 2; ++slot) {
      if (at(slot).state == SlotState::kReady) event("alarm", slot, "it is stopped");
    }
  }
  if (rounds < (world_.standby == Standby::kHot ? kRoundsForTwo : kRoundsForOne)) return;
  standstill_.forget();
  for (int slot = 0; slot < 2; ++slot) {
    if (at(slot).state == SlotState::kReady) handle(slot, SlotEvent::kHung, now_ns);
  }
}

Result<WorkerSlots::Worker> WorkerSlots::launch() {
  auto segment =
      ipc::SlotSegment::create(world_.session, workers_started_ + 1, world_.format, world_.reserve);
  if (!segment) return segment.error();
  ++workers_started_;
  Worker worker;
  worker.segment = std::make_shared<ipc::SlotSegment>(std::move(*segment));
  auto process = world_.launcher.start(worker.segment);
  if (!process) return process.error();
  worker.process = std::move(*process);
  return worker;
}

void WorkerSlots::seat(int slot, Worker worker, std::int64_t now_ns) {
  auto& it = at(slot);
  ++it.generation;
  it.process = std::move(worker.process);
  it.segment = std::move(worker.segment);
  it.attached_at = -1;
  it.begins_at = 0;
  it.crashed = it.hung = it.lied = false;
  it.refused.clear();
  it.progress = {};
  // What the dead one was to put aside is asked of another.
  if (it.asked_for == KeyframeFor::kStore) next_keyframe_ns_ = now_ns;
  it.asked_for = KeyframeFor::kNobody;
  it.asked_number = 0;
  it.deadline_ns = now_ns + kStartTimeout_ns;
  handle(slot, SlotEvent::kSpawned, now_ns);
}

/// One worker waits, mapped and locked, for the next slot that falls empty. It is started when
/// nothing more urgent is under way.
void WorkerSlots::keep_spare(std::int64_t now_ns) {
  if (world_.standby == Standby::kOff) return;
  ipc::ExitStatus status;
  if (spare_ && spare_->process->try_reap(&status)) {
    spdlog::warn("the spare worker ended: {}",
                 end_text(spare_->segment->report(), world_.session.catalog, status));
    spare_.reset();
    spare_throttle_.on_death(now_ns, {});
  }
  look_at_spare(now_ns);
  if (!spare_ && are_slots_settled() && spare_throttle_.may_start(now_ns)) {
    // Making its segment touches thousands of pages.
    const OrdinaryScheduling not_urgent;
    if (auto worker = launch()) {
      spare_ = std::move(*worker);
    } else {
      spdlog::warn("no spare worker: {}", worker.reason());
      spare_throttle_.on_refused_start(now_ns);
    }
  }
  show_spare();
}

/// A spare that does not come round is none: it neither takes a slot nor tells a standstill.
void WorkerSlots::look_at_spare(std::int64_t now_ns) {
  if (!spare_ || !is_mapped(*spare_)) return;
  auto& wakefulness = spare_->wakefulness;
  wakefulness.look(spare_->segment->report().heartbeat.load(std::memory_order_relaxed), now_ns);
  if (wakefulness.is_awake()) return spare_throttle_.on_ready();
  if (!wakefulness.is_gone()) return;
  spdlog::warn("the spare worker does not come round: it is replaced");
  spare_->process->signal(SIGKILL);
}

void WorkerSlots::show_spare() {
  const char* mode = world_.standby == Standby::kHot    ? "hot"
                     : world_.standby == Standby::kWarm ? "warm"
                                                        : "off";
  world_.board.set_spare(
      {mode, spare_ ? spare_->process->pid() : 0, spare_ && is_mapped(*spare_) && is_spare_fit()});
}

}  // namespace chronus::supervisor
