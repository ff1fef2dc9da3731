// SPDX-License-Identifier: MIT
#include "supervisor/restorer.hpp"

#include <algorithm>
#include <string>

#include "conductor/json_text.hpp"

namespace chronus::supervisor {
namespace {

using failover::Rung;

/// Without a keyframe no more than this is rendered again: the first one is there long before,
/// unless none are kept.
constexpr Frame kMostFromTheStart_s = 1;

}  // namespace

void Restorer::restore(const SlotOrder& order) {
  means_.roles.begin_restore(order.slot);
  means_.feed.count_anew();
  means_.output.set_active_slot(order.slot);
  means_.progress.set_primary(order.slot);
  const bool replays = can_replay(order);
  means_.events.tell("restoring", [rung = replays ? order.rung : std::max(order.rung, Rung::kFresh),
                                   played = means_.output.played()] {
    return to_text(Json{{"by", failover::to_text(rung)}, {"frame", played}});
  });
  if (replays) {
    replay(order);
  } else {
    begin_afresh(order);
  }
}

/// Whether there is a keyframe (or a beginning), every command since, and the patches they swap to.
bool Restorer::can_replay(const SlotOrder& order) const {
  if (order.rung >= Rung::kFresh) return false;
  const bool is_near_the_start = means_.output.played() <= kMostFromTheStart_s * means_.format.rate;
  if (!order.has_keyframe && !is_near_the_start) return false;
  const std::uint64_t last = means_.conductor.last_seq();
  if (order.seq > last || !means_.feed.holds_all_after(order.seq)) return false;
  for (std::uint64_t next = order.seq + 1; next <= last; ++next) {
    const auto& command = *means_.feed.find(next);
    if (command.op == engine::Op::kSwapPatch && !means_.builds.keeps(command.patch_version)) {
      return false;
    }
  }
  return true;
}

void Restorer::replay(const SlotOrder& order) {
  auto& orders = order.segment->orders();
  const bool with_clients = order.rung == Rung::kReplay;
  if (!with_clients) {
    means_.journal.remark(
        "all workers lost again: what clients sent since the keyframe was heard up to " +
        std::to_string(means_.output.played()) + "f, and is left out");
  }
  means_.feed.replay_after(order.seq, with_clients, order.slot);
  // Without a keyframe yet, all there was since frame 0 is done again.
  orders.start_frame.store(0, std::memory_order_relaxed);
  orders.start.store(order.has_keyframe ? ipc::StartOrder::kKeyframe : ipc::StartOrder::kFresh,
                     std::memory_order_release);
  orders.wake.wake();
}

void Restorer::begin_afresh(const SlotOrder& order) {
  auto& orders = order.segment->orders();
  // From the block that is owed next. What lay between it and the horizon was in the rings of the
  // dead.
  const Frame start = means_.output.played();
  orders.start_frame.store(start, std::memory_order_relaxed);
  const Frame lost = means_.conductor.horizon() - start;
  means_.journal.remark("all workers lost: the patch began afresh at " + std::to_string(start) +
                        "f, without what sounded");
  means_.figures.lost_frames.fetch_add(std::max<Frame>(lost, 0), std::memory_order_relaxed);
  means_.feed.tell_lost_gates(start);
  means_.conductor.seed(order.rung == Rung::kDefaults ? conductor::Conductor::Values::kDefaults
                                                      : conductor::Conductor::Values::kPresent);
  orders.start.store(ipc::StartOrder::kFresh, std::memory_order_release);
  orders.wake.wake();
}

void Restorer::tell_restored(Slot slot, Frame gap) {
  means_.figures.restores.fetch_add(1, std::memory_order_relaxed);
  means_.figures.restore_gap_frames.store(gap, std::memory_order_relaxed);
  means_.events.tell("restored", [slot, gap, replayed = means_.feed.replayed(),
                                  withheld = means_.feed.withheld()] {
    return to_text(Json{{"slot", number_of(slot)},
                        {"gap_frames", gap},
                        {"replayed", replayed},
                        {"withheld", withheld}});
  });
}

}  // namespace chronus::supervisor
