// SPDX-License-Identifier: MIT
// How a worker comes by its state: from its peer's keyframe, or from the last one kept when there
// is no peer. The other half of WorkerSlots.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>

#include "supervisor/worker_slots.hpp"

namespace chronus::supervisor {
namespace {

using failover::SlotEvent;
using failover::SlotState;

/// How old the keyframe of a double fault may be: as much music is rendered again then.
constexpr std::int64_t kKeyframeInterval_ns = 250'000'000;
/// Blocks that a worker may render before it has answered a request that it has long seen.
constexpr Frame kKeyframePatience = 32;

void write_keyframe(ipc::SlotSegment& to, std::span<const std::byte> bytes, std::uint64_t seq) {
  std::memcpy(to.keyframe(), bytes.data(), bytes.size());
  auto& orders = to.orders();
  orders.load_size.store(static_cast<std::uint32_t>(bytes.size()), std::memory_order_relaxed);
  orders.load_seq.store(seq, std::memory_order_relaxed);
}

}  // namespace

void WorkerSlots::join(int slot) {
  expose_ring(slot);
  const auto& peer = at(1 - slot);
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
  return at(0).died_in >= 0 && at(0).died_in == at(1).died_in;
}

/// Nobody is left to join: the worker begins from what is kept.
void WorkerSlots::restore(int slot) {
  auto& it = at(slot);
  it.is_root = true;
  it.attached_at = -1;
  store_.drop_waiting();
  bounds_ = {};  // what a restore leaves out is in no keyframe any more
  const auto rung = ladder_.next(world_.output.played(), both_died_in_one_block());
  const auto& kept =
      rung == failover::Rung::kOlderWithoutClients ? store_.older() : store_.newest();
  SlotOrder order;
  if (rung < failover::Rung::kFresh && !kept.is_empty()) {
    write_keyframe(*it.segment, kept.bytes, kept.seq);
    order.has_keyframe = true;
    order.seq = kept.seq;
  }
  order.rung = rung;
  order.kind = SlotOrder::Kind::kRestore;
  order.slot = slot;
  order.generation = it.generation;
  order.segment = it.segment;
  order.process = it.process;
  world_.loop.order(std::move(order));
  spdlog::warn("all workers lost: worker {} is to give the music back ({})", slot,
               failover::to_text(rung));
}

void WorkerSlots::order_attachment(int slot, SlotOrder::Kind kind) {
  const auto& it = at(slot);
  SlotOrder order;
  order.kind = kind;
  order.slot = slot;
  order.generation = it.generation;
  order.segment = it.segment;
  order.process = it.process;
  world_.loop.order(std::move(order));
}

/// The dead worker's last blocks could still be played until here; now its ring gives way.
void WorkerSlots::expose_ring(int slot) {
  auto& it = at(slot);
  Exposed fresh{it.segment, std::make_unique<ipc::AudioRing>(it.segment->audio())};
  world_.rings.exchange(slot, fresh.ring.get());
  retired_.push_back({std::exchange(it.exposed, std::move(fresh)), world_.output.callbacks()});
}

void WorkerSlots::continue_join(int slot, std::int64_t now_ns) {
  auto& it = at(slot);
  if (it.attached_at < 0) return;
  const auto& report = it.segment->report();
  const bool waits = report.state.load(std::memory_order_acquire) == ipc::WorkerState::kMapped;
  if (waits && !it.is_root && !await_keyframe(slot)) return;
  if (report.state.load(std::memory_order_acquire) != ipc::WorkerState::kRunning) return;
  // Level with what it may render: its next block is exact and in time.
  const Frame horizon = it.segment->orders().horizon.load(std::memory_order_acquire);
  if (horizon < it.attached_at) return;
  if (report.rendered.load(std::memory_order_acquire) < horizon - world_.format.block_frames)
    return;
  // Blocks before its first are only in the peer's ring: until they have been played, the peer
  // cannot be done without.
  if (world_.output.played() >= it.begins_at) handle(slot, SlotEvent::kCaughtUp, now_ns);
}

/// True when the worker has been given its start.
bool WorkerSlots::await_keyframe(int slot) {
  auto& it = at(slot);
  if (it.segment->orders().start.load(std::memory_order_relaxed) != ipc::StartOrder::kWait) {
    return true;
  }
  const auto& peer = at(1 - slot);
  switch (peer.state) {
    case SlotState::kReady:
      // Every command that does not reach the worker's ring lies before this frame, and so in the
      // keyframe.
      ask_keyframe(1 - slot, KeyframeFor::kPeer, it.reached_from);
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

/// One request at a time: the area holds one keyframe, and it is read while nothing is asked for.
void WorkerSlots::ask_keyframe(int slot, KeyframeFor purpose, Frame from) {
  auto& it = at(slot);
  if (it.asked_for != KeyframeFor::kNobody) return;
  auto& orders = it.segment->orders();
  orders.keyframe_from.store(from, std::memory_order_relaxed);
  it.asked_for = purpose;
  it.asked_at = std::max(from, world_.progress.horizon());
  ++it.asked_number;
  orders.keyframe_request.store(it.asked_number, std::memory_order_release);
  orders.wake.wake();
}

/// Passes on what a worker has saved.
void WorkerSlots::collect_keyframe(int slot, std::int64_t now_ns) {
  auto& it = at(slot);
  if (it.state != SlotState::kReady) return;
  const auto& report = it.segment->report();
  const std::uint32_t done = report.keyframe_done.load(std::memory_order_acquire);
  const bool is_asked = it.asked_for != KeyframeFor::kNobody;
  if (is_asked && done == it.asked_number - 1) {
    // It answers before it renders the next block.
    const Frame late = it.asked_at + kKeyframePatience * world_.format.block_frames;
    const Frame rendered = report.rendered.load(std::memory_order_acquire);
    if (rendered < late) return;
    return expose(slot, "it renders on and gives no keyframe", now_ns);
  }
  if (done != it.asked_number) {
    return expose(slot, "it gives keyframes that nobody asked for", now_ns);
  }
  if (!is_asked) return;
  const auto purpose = std::exchange(it.asked_for, KeyframeFor::kNobody);
  const std::uint64_t size = report.keyframe_size.load(std::memory_order_relaxed);
  if (size > it.segment->keyframe_bytes()) {
    return expose(slot, "its keyframe is larger than its place", now_ns);
  }
  saved_.assign(it.segment->keyframe(), it.segment->keyframe() + size);
  const KeyframeClaim claim{saved_, report.keyframe_frame.load(std::memory_order_relaxed),
                            report.keyframe_seq.load(std::memory_order_relaxed), done,
                            report.keyframe_sum.load(std::memory_order_relaxed)};
  // Written before the horizon that let the worker get there.
  bounds_.horizon = world_.progress.horizon();
  bounds_.last_seq = world_.progress.last_seq();
  if (!is_credible(claim, bounds_, world_.format)) {
    return expose(slot, "its keyframe is not what it says", now_ns);
  }
  bounds_.kept_frame = claim.frame;
  bounds_.kept_seq = claim.seq;
  if (purpose == KeyframeFor::kStore) return store_.add(saved_, claim.frame, claim.seq);
  auto& peer = at(1 - slot);
  if (peer.state != SlotState::kJoining || peer.is_root) return;  // it died meanwhile
  if (claim.frame < peer.reached_from) return;  // asked for by one that died meanwhile
  peer.begins_at = claim.frame;
  write_keyframe(*peer.segment, saved_, claim.seq);
  // Release: the keyframe and its facts are there before the word that says so.
  peer.segment->orders().start.store(ipc::StartOrder::kKeyframe, std::memory_order_release);
  peer.segment->orders().wake.wake();
}

/// Now and then a keyframe is put aside, from the standby where there is one: it is not heard.
void WorkerSlots::keep_keyframe(std::int64_t now_ns) {
  if (store_.settle(world_.output.played())) {
    SlotOrder order;
    order.kind = SlotOrder::Kind::kForget;
    order.seq = store_.oldest_seq();
    world_.loop.order(std::move(order));
  }
  if (world_.standby == Standby::kOff || now_ns < next_keyframe_ns_) return;
  const bool somebody_joins = std::any_of(slots_.begin(), slots_.end(), [](const Slot& slot) {
    return slot.state == SlotState::kJoining;
  });
  if (somebody_joins || store_.is_waiting()) return;
  const int primary = world_.progress.primary();
  const int giver = at(1 - primary).state == SlotState::kReady ? 1 - primary : primary;
  if (at(giver).state != SlotState::kReady) return;
  next_keyframe_ns_ = now_ns + kKeyframeInterval_ns;
  ask_keyframe(giver, KeyframeFor::kStore, 0);
}

}  // namespace chronus::supervisor
