// SPDX-License-Identifier: MIT
// How a worker comes by its state: from its peer's keyframe, or from the last one kept when there
// is no peer. The other half of WorkerSlots.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "supervisor/worker_slots.hpp"

namespace chronus::supervisor {
namespace {

using failover::SlotEvent;
using failover::SlotState;

}  // namespace

void WorkerSlots::join(Slot slot) {
  // The dead worker's last blocks could still be played until here; now its ring gives way.
  rings_.expose(slot, at(slot).segment);
  const auto& peer = at(other(slot));
  if (!running_) return order_attachment(slot, SlotOrder::Kind::kBegin);
  // One that is about to end still counts: when it has, nobody is left and this one is restored.
  const bool peer_leads = peer.state == SlotState::kReady || peer.state == SlotState::kStopping ||
                          peer.state == SlotState::kFailing ||
                          (peer.state == SlotState::kJoining && peer.is_root);
  at(slot).is_root = !peer_leads;
  if (peer_leads) return order_attachment(slot, SlotOrder::Kind::kAttach);
  restore(slot);
}

/// Both ended by their own fault in the same block, and neither had a command of it to blame: what
/// they did there they will do again.
bool WorkerSlots::both_died_in_one_block() const {
  return at(Slot::kFirst).died_in >= 0 && at(Slot::kFirst).died_in == at(Slot::kSecond).died_in;
}

/// Nobody is left to join: the worker begins from what is kept.
void WorkerSlots::restore(Slot slot) {
  auto& it = at(slot);
  it.is_root = true;
  it.attached_at = -1;
  courier_.forget_what_lies_ahead();
  const auto rung = ladder_.next(supplies_.output.played(), both_died_in_one_block());
  SlotOrder order;
  if (const auto seq = courier_.write_kept(rung, *it.segment)) {
    order.has_keyframe = true;
    order.seq = *seq;
  }
  order.rung = rung;
  order.kind = SlotOrder::Kind::kRestore;
  order.slot = slot;
  order.generation = it.generation;
  order.segment = it.segment;
  order.process = it.process;
  supplies_.order(std::move(order));
  are_all_lost_ = true;
  spdlog::warn("all workers lost: worker {} is to give the music back ({})", number_of(slot),
               failover::to_text(rung));
}

void WorkerSlots::order_attachment(Slot slot, SlotOrder::Kind kind) {
  const auto& it = at(slot);
  SlotOrder order;
  order.kind = kind;
  order.slot = slot;
  order.generation = it.generation;
  order.segment = it.segment;
  order.process = it.process;
  supplies_.order(std::move(order));
}

void WorkerSlots::continue_join(Slot slot, std::int64_t now_ns) {
  auto& it = at(slot);
  if (it.attached_at < 0) return;
  const auto& report = it.segment->report();
  const bool waits = report.state.load(std::memory_order_acquire) == ipc::WorkerState::kMapped;
  if (waits && !it.is_root && !await_keyframe(slot)) return;
  if (report.state.load(std::memory_order_acquire) != ipc::WorkerState::kRunning) return;
  // Level with what it may render: its next block is exact and in time.
  const Frame horizon = it.segment->orders().horizon.load(std::memory_order_acquire);
  if (horizon < it.attached_at) return;
  if (report.rendered.load(std::memory_order_acquire) < horizon - supplies_.format.block_frames)
    return;
  // Blocks before its first are only in the peer's ring: until they have been played, the peer
  // cannot be done without.
  if (supplies_.output.played() >= it.begins_at) handle(slot, SlotEvent::kCaughtUp, now_ns);
}

/// True when the worker has been given its start.
bool WorkerSlots::await_keyframe(Slot slot) {
  auto& it = at(slot);
  if (it.segment->orders().start.load(std::memory_order_relaxed) != ipc::StartOrder::kWait) {
    return true;
  }
  const auto& peer = at(other(slot));
  switch (peer.state) {
    case SlotState::kReady:
      // Every command that does not reach the worker's ring lies before this frame, and so in the
      // keyframe.
      courier_.ask_for_peer(other(slot), *peer.segment, it.reached_from);
      break;
    case SlotState::kStarting:
    case SlotState::kJoining:
      break;  // the peer is the first of two that were lost
    case SlotState::kStopping:
    case SlotState::kFailing:
      break;  // about to end
    case SlotState::kDown:
    case SlotState::kLeftDown:
    case SlotState::kUnused:
      restore(slot);
      break;
  }

  return false;
}

/// Passes on what a worker has saved.
void WorkerSlots::collect_keyframe(Slot slot, std::int64_t now_ns) {
  auto& it = at(slot);
  if (it.state != SlotState::kReady) return;
  const auto delivery = courier_.collect(slot, *it.segment);
  if (!delivery) return;
  if (delivery->lie != nullptr) return expose(slot, delivery->lie, now_ns);
  if (!delivery->is_for_peer) return;
  auto& peer = at(other(slot));
  if (peer.state != SlotState::kJoining || peer.is_root) return;  // it died meanwhile
  if (delivery->frame < peer.reached_from) return;  // asked for by one that died meanwhile
  peer.begins_at = delivery->frame;
  courier_.hand_over(*peer.segment);
}

/// Now and then a keyframe is put aside, from the standby where there is one: it is not heard.
void WorkerSlots::keep_keyframe(std::int64_t now_ns) {
  if (const auto seq = courier_.settle(supplies_.output.played())) {
    SlotOrder order;
    order.kind = SlotOrder::Kind::kForget;
    order.seq = *seq;
    supplies_.order(std::move(order));
  }
  if (supplies_.standby == Standby::kOff || !courier_.is_time_for_store(now_ns)) return;
  const bool somebody_joins = std::any_of(slots_.begin(), slots_.end(), [](const Record& slot) {
    return slot.state == SlotState::kJoining;
  });
  if (somebody_joins) return;
  const Slot primary = supplies_.progress.primary();
  const Slot giver = at(other(primary)).state == SlotState::kReady ? other(primary) : primary;
  if (at(giver).state != SlotState::kReady) return;
  courier_.ask_for_store(giver, *at(giver).segment, now_ns);
}

}  // namespace chronus::supervisor
