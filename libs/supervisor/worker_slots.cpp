// SPDX-License-Identifier: MIT
#include "supervisor/worker_slots.hpp"

#include <signal.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "base/as_memory_allows.hpp"
#include "base/scheduling.hpp"
#include "conductor/json_text.hpp"
#include "supervisor/blame.hpp"
#include "supervisor/same_build.hpp"

namespace chronus::supervisor {
namespace {

using failover::SlotAction;
using failover::SlotEvent;
using failover::SlotState;

/// From mapped to ready: milliseconds, as a rule.
constexpr std::int64_t kJoinTimeout_ns = 2'000'000'000;
/// From SIGTERM to SIGKILL.
constexpr std::int64_t kStopTimeout_ns = 500'000'000;
constexpr int kBusyPoll_ms = 1;
constexpr int kIdlePoll_ms = 50;
constexpr int kAlarmAfter = 3;

}  // namespace

WorkerSlots::WorkerSlots(const Supplies& supplies)
    : supplies_(supplies),
      starter_(supplies.format, supplies.launcher, supplies.session, supplies.reserve),
      spare_(supplies.standby, starter_),
      courier_(supplies.format, supplies.progress),
      ladder_(supplies.format.rate),
      rings_(supplies.rings, supplies.output) {
  if (supplies_.standby != Standby::kHot) at(Slot::kSecond).state = SlotState::kUnused;
  supplies_.board.set_spare(spare_.facts());
}

WorkerSlots::~WorkerSlots() {
  std::vector<StartedWorker> last;
  for (auto& slot : slots_) last.push_back({slot.process, slot.segment});
  if (auto spare = spare_.give_up()) last.push_back(std::move(*spare));
  end_all(last, kStopTimeout_ns, supplies_.now_ns);
}

int WorkerSlots::pidfd(Slot slot) const {
  return at(slot).process ? at(slot).process->pidfd() : -1;
}
int WorkerSlots::spare_pidfd() const { return spare_.pidfd(); }

bool WorkerSlots::is_busy() const {
  return !are_slots_settled() || courier_.is_asked(Slot::kFirst) ||
         courier_.is_asked(Slot::kSecond);
}

int WorkerSlots::poll_timeout_ms() const { return is_busy() ? kBusyPoll_ms : kIdlePoll_ms; }

void WorkerSlots::step(std::int64_t now_ns) {
  for (const Slot slot : kSlots) check_exit(slot, now_ns);
  for (const Slot slot : kSlots) collect_keyframe(slot, now_ns);
  for (const Slot slot : kSlots) check_progress(slot, now_ns);
  for (const Slot slot : kSlots) look_at_load(slot, now_ns);
  for (const Slot slot : kSlots) {
    // Not even a hopeless slot may stay empty when nothing else plays.
    if (at(slot).state == SlotState::kLeftDown && at(other(slot)).state != SlotState::kReady) {
      handle(slot, SlotEvent::kReplace, now_ns);
    }
    if (!may_start(slot, now_ns)) continue;
    if (at(slot).state == SlotState::kLeftDown) {
      handle(slot, SlotEvent::kRetry, now_ns);
      at(slot).throttle.retry();
    }
    if (at(slot).state == SlotState::kDown) spawn(slot, now_ns);
  }
  keep_keyframe(now_ns);
  spare_.keep(are_slots_settled(), now_ns);
  supplies_.board.set_spare(spare_.facts());
  watch_for_standstill(now_ns);
  rings_.free_retired();
}

/// Beside a worker that has more to do than time for it, none would ever catch up.
bool WorkerSlots::may_start(Slot slot, std::int64_t now_ns) const {
  const auto& it = at(slot);
  const auto& peer = at(other(slot));
  if (peer.state == SlotState::kReady && peer.progress.is_overloaded(now_ns)) return false;
  return it.state == SlotState::kLeftDown ? it.throttle.may_retry(now_ns)
                                          : it.throttle.may_start(now_ns, nobody_plays());
}

void WorkerSlots::look_at_load(Slot slot, std::int64_t now_ns) {
  auto& it = at(slot);
  if (it.state != SlotState::kReady) return;
  it.progress.look(it.segment->report().rendered.load(std::memory_order_relaxed),
                   it.segment->orders().horizon.load(std::memory_order_relaxed),
                   supplies_.format.block_frames, now_ns);
}

void WorkerSlots::check_exit(Slot slot, std::int64_t now_ns) {
  auto& it = at(slot);
  ipc::ExitStatus status;
  if (!it.process || !it.process->try_reap(&status)) return;
  it.process.reset();
  it.crashed = is_crash(status) || it.segment->report().state.load(std::memory_order_acquire) ==
                                       ipc::WorkerState::kFailed;
  it.died_in = block_of_death(it);
  ++it.deaths;
  const auto& report = it.segment->report();
  if (it.state == SlotState::kStarting) {
    (void)as_memory_allows(
        [&] { it.refused = why_of_another_build(report, supplies_.session.catalog); });
  }
  // That it ended is acted on also where no memory is left to say how.
  (void)as_memory_allows([&] {
    it.last_death = !it.refused.empty() ? it.refused
                    : has_failed(report)
                        ? "failed itself: " + failure_text(report, "")
                        : end_of(report, status) + why_killed(status, it.lied, it.hung);
  });
  const std::uint32_t generation = it.generation;
  handle(slot, SlotEvent::kExited, now_ns);
  // The log last: a disk may take its time, the standby's promotion may not.
  spdlog::warn("worker {} (generation {}) ended: {}", number_of(slot), generation, it.last_death);
}

bool WorkerSlots::nobody_plays() const {
  return std::none_of(slots_.begin(), slots_.end(),
                      [](const Record& slot) { return slot.state == SlotState::kReady; });
}

/// The block that its own fault kept it from ending, where no command of that block can be it; else
/// -1.
Frame WorkerSlots::block_of_death(const Record& slot) const {
  const auto& said = slot.segment->report();
  const Frame block = said.rendered.load(std::memory_order_acquire);
  const Frame horizon = slot.segment->orders().horizon.load(std::memory_order_relaxed);
  const bool was_in_it = block >= 0 && block <= horizon - supplies_.format.block_frames;
  const bool by_itself = slot.crashed || slot.hung;
  return by_itself && !slot.lied && was_in_it && !is_among_commands(said) ? block : -1;
}

void WorkerSlots::check_progress(Slot slot, std::int64_t now_ns) {
  auto& it = at(slot);
  const bool comes_up = it.state == SlotState::kStarting || it.state == SlotState::kJoining;
  if (!comes_up && it.state != SlotState::kStopping) return;
  if (now_ns > it.deadline_ns) return check_deadline(slot, now_ns);
  if (!comes_up) return;
  const auto state = it.segment->report().state.load(std::memory_order_acquire);
  if (it.state == SlotState::kStarting) {
    if (state == ipc::WorkerState::kStarting) return;
    it.refused = why_of_another_build(it.segment->report(), supplies_.session.catalog);
    if (!it.refused.empty()) return handle(slot, SlotEvent::kReplace, now_ns);
    handle(slot, SlotEvent::kMapped, now_ns);
  }
  if (state == ipc::WorkerState::kFailed) return handle(slot, SlotEvent::kHung, now_ns);
  continue_join(slot, now_ns);
}

void WorkerSlots::check_deadline(Slot slot, std::int64_t now_ns) {
  auto& it = at(slot);
  if (it.state != SlotState::kJoining) return handle(slot, SlotEvent::kTimedOut, now_ns);
  const Frame rendered = it.segment->report().rendered.load(std::memory_order_relaxed);
  if (std::exchange(it.rendered_then, rendered) != rendered) {
    // It goes on, only not fast enough: that is the load's doing, and passes with it.
    it.deadline_ns = now_ns + kJoinTimeout_ns;
    return continue_join(slot, now_ns);
  }
  if (at(other(slot)).state == SlotState::kReady && beat_of(other(slot)) == it.peer_beat) {
    // This one lives, so the machine does: the other is stopped, and nothing will ever come.
    it.deadline_ns = now_ns + kJoinTimeout_ns;
    return handle(other(slot), SlotEvent::kHung, now_ns);
  }
  handle(slot, SlotEvent::kTimedOut, now_ns);
}

void WorkerSlots::handle(Slot slot, SlotEvent event_kind, std::int64_t now_ns) {
  auto& it = at(slot);
  const auto step = failover::on_event(it.state, event_kind);
  it.state = step.next;
  it.hung = it.hung || event_kind == SlotEvent::kHung;
  switch (step.action) {
    case SlotAction::kNone:
      break;
    case SlotAction::kJoin:
      it.deadline_ns = now_ns + kJoinTimeout_ns;
      it.peer_beat = beat_of(other(slot));
      it.rendered_then = 0;
      join(slot);
      break;
    case SlotAction::kAnnounce:
      announce_ready(slot);
      break;
    case SlotAction::kTerminate:
      terminate(slot, now_ns);
      break;
    case SlotAction::kKill:
      if (it.process) it.process->signal(SIGKILL);
      break;
    case SlotAction::kRefill:
      refill(slot, now_ns);
      break;
    case SlotAction::kAlarm:
      it.throttle.on_left_down(now_ns);
      spdlog::error("worker {} dies again and again ({}): its slot is left down", number_of(slot),
                    it.last_death);
      event("alarm", slot, "left down: " + it.last_death);
      if (auto waiting = std::exchange(it.waiting, std::nullopt);
          waiting && supplies_.outbox != nullptr) {
        supplies_.outbox->fail(waiting->sender, waiting->message, "the slot is left down");
      }
      break;
    case SlotAction::kStart:
      it.throttle.forgive();
      break;
  }
  publish(slot);
}

void WorkerSlots::terminate(Slot slot, std::int64_t now_ns) {
  auto& it = at(slot);
  it.deadline_ns = now_ns + kStopTimeout_ns;
  it.segment->orders().quit.store(1, std::memory_order_release);
  it.process->signal(SIGTERM);
}

void WorkerSlots::refill(Slot slot, std::int64_t now_ns) {
  auto& it = at(slot);
  SlotOrder order;
  order.kind = SlotOrder::Kind::kDetach;
  order.slot = slot;
  order.crashed = it.crashed;
  (void)as_memory_allows([&] { order.how = it.last_death; });
  supplies_.order(std::move(order));
  event("worker", slot, it.last_death);
  it.throttle.on_death(now_ns, {std::exchange(it.was_ready, false), it.crashed || it.hung});
  if (it.throttle.deaths_before_ready() == kAlarmAfter) {
    spdlog::error("worker {} died three times before it was ready: {}", number_of(slot),
                  it.last_death);
    event("alarm", slot, "dies before it is ready: " + it.last_death);
  }
  if (it.throttle.is_hopeless(now_ns) && at(other(slot)).state == SlotState::kReady) {
    handle(slot, SlotEvent::kGiveUp, now_ns);
  }
}

void WorkerSlots::on_notice(const SlotNotice& notice, std::int64_t now_ns) {
  if (notice.kind == SlotNotice::Kind::kWarning) return spdlog::warn("{}", notice.text);
  if (notice.kind == SlotNotice::Kind::kNews) return spdlog::info("{}", notice.text);
  auto& it = at(notice.slot);
  if (notice.kind == SlotNotice::Kind::kFailed) {
    spdlog::error("worker {} failed itself: {}", number_of(notice.slot), notice.text);
    return;
  }
  if (it.state == SlotState::kUnused) {
    if (notice.message.address.empty() || supplies_.outbox == nullptr) return;
    return supplies_.outbox->fail(notice.sender, notice.message, "the slot is not in use");
  }
  if (it.state == SlotState::kLeftDown && notice.kind == SlotNotice::Kind::kReplace) {
    it.waiting = Waiting{notice.sender, notice.message};
    return handle(notice.slot, SlotEvent::kReplace, now_ns);
  }
  const bool too_late = notice.kind == SlotNotice::Kind::kReplace && it.state != SlotState::kReady;
  if (notice.generation != it.generation || too_late) {
    // It spoke of a worker that has been replaced meanwhile, or is coming up only now.
    if (notice.message.address.empty() || supplies_.outbox == nullptr) return;
    return supplies_.outbox->fail(notice.sender, notice.message,
                                  "the slot is being refilled already");
  }
  switch (notice.kind) {
    case SlotNotice::Kind::kAttached:
      it.attached_at = notice.horizon;
      it.reached_from = notice.from;
      return;
    case SlotNotice::Kind::kHung:
      if (!notice.text.empty()) return expose(notice.slot, notice.text, now_ns);
      return handle(notice.slot, SlotEvent::kHung, now_ns);
    case SlotNotice::Kind::kReplaceNow:
      it.waiting = Waiting{notice.sender, notice.message};
      return handle(notice.slot, SlotEvent::kHung, now_ns);
    case SlotNotice::Kind::kReplace:
      // The conductor saw the other one ready; it may have ended since, unnoticed.
      if (!can_play_on_without(notice.slot, now_ns)) return keep(notice);
      it.waiting = Waiting{notice.sender, notice.message};
      return handle(notice.slot, SlotEvent::kReplace, now_ns);
    case SlotNotice::Kind::kKill:
      if (!it.process) {
        if (supplies_.outbox != nullptr) {
          supplies_.outbox->fail(notice.sender, notice.message, "no worker in that slot now");
        }
        return;
      }
      it.process->signal(SIGKILL);
      if (supplies_.outbox != nullptr) supplies_.outbox->done(notice.sender, notice.message);
      return;
    case SlotNotice::Kind::kFailed:
    case SlotNotice::Kind::kWarning:
    case SlotNotice::Kind::kNews:
      return;
  }
}

/// It says what cannot be: killed, and everybody is told why.
void WorkerSlots::expose(Slot slot, const std::string& lie, std::int64_t now_ns) {
  at(slot).lied = true;
  handle(slot, SlotEvent::kHung, now_ns);
  event("alarm", slot, lie);
  spdlog::error("worker {} (generation {}) is not to be trusted and is replaced: {}",
                number_of(slot), at(slot).generation, lie);
}

bool WorkerSlots::can_play_on_without(Slot slot, std::int64_t now_ns) const {
  const auto& peer = at(other(slot));
  ipc::ExitStatus ignored;
  if (peer.state != SlotState::kReady || !peer.process || peer.process->has_ended(&ignored)) {
    return false;
  }
  return is_heard(peer.segment->report(), now_ns);
}

/// Refuses a replacement that the conductor has already made room for.
void WorkerSlots::keep(const SlotNotice& notice) {
  SlotOrder order;
  order.kind = SlotOrder::Kind::kKeep;
  order.slot = notice.slot;
  order.generation = notice.generation;
  supplies_.order(std::move(order));
  if (supplies_.outbox == nullptr) return;
  supplies_.outbox->fail(notice.sender, notice.message, "the other worker cannot take over now");
}

void WorkerSlots::announce_ready(Slot slot) {
  auto& it = at(slot);
  it.throttle.on_ready();
  const auto& said = it.segment->report();
  // One that takes the place of a lost one is told as the loss was.
  spdlog::log(it.generation > 1 ? spdlog::level::info : spdlog::level::debug,
              "worker {} (generation {}) is ready: {}, memory {}", number_of(slot), it.generation,
              to_text(Scheduling{static_cast<int>(said.scheduling_policy.load()),
                                 static_cast<int>(said.scheduling_priority.load())}),
              said.memory_locked.load() != 0 ? "locked" : "not locked");
  if (said.confined.load(std::memory_order_relaxed) == 0 && !std::exchange(told_open_, true)) {
    spdlog::warn("workers are not confined: this kernel filters no system calls (seccomp)");
  }
  if (std::exchange(are_all_lost_, false)) {
    spdlog::info("the music is back from worker {}", number_of(slot));
  }
  it.was_ready = true;
  SlotOrder order;
  order.kind = SlotOrder::Kind::kReady;
  order.slot = slot;
  order.generation = it.generation;
  supplies_.order(std::move(order));
  if (running_) event("worker", slot, "");
  if (auto waiting = std::exchange(it.waiting, std::nullopt);
      waiting && supplies_.outbox != nullptr) {
    supplies_.outbox->done(waiting->sender, waiting->message);
  }
}

void WorkerSlots::publish(Slot slot) {
  const auto& it = at(slot);
  supplies_.board.set_slot(slot, {it.process ? it.process->pid() : 0, it.generation, it.state,
                                  it.deaths, it.last_death, it.segment});
}

void WorkerSlots::event(const char* kind, Slot slot, const std::string& detail) {
  const auto& it = at(slot);
  (void)as_memory_allows([&] {
    SlotOrder order;
    order.kind = SlotOrder::Kind::kEvent;
    order.event = kind;
    order.json = to_text(Json{{"slot", number_of(slot)},
                              {"state", failover::to_text(it.state)},
                              {"generation", it.generation},
                              {"detail", detail}});
    supplies_.order(std::move(order));
  });
}

}  // namespace chronus::supervisor
