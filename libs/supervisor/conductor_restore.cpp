// SPDX-License-Identifier: MIT
// What a worker is given when all were lost, and what any worker is still owed. A part of
// ConductorLoop.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "conductor/json_text.hpp"
#include "supervisor/conductor_loop.hpp"

namespace chronus::supervisor {
namespace {

/// Without a keyframe no more than this is rendered again: the first one is there long before,
/// unless none are kept.
constexpr Frame kMostFromTheStart_s = 1;

std::string_view name_of(failover::Rung rung) {
  switch (rung) {
    case failover::Rung::kReplay:
      return "replay";
    case failover::Rung::kWithoutClients:
      return "replay without clients";
    case failover::Rung::kOlderWithoutClients:
      return "older keyframe, without clients";
    case failover::Rung::kFresh:
      return "patch";
    case failover::Rung::kDefaults:
      return "patch with defaults";
  }
  return "unknown";
}

}  // namespace

/// The first worker after the loss of all. It is given what the lost ones had, as far as that is
/// kept; it renders again what was played already, unheard, and goes on where the output stands.
void ConductorLoop::restore(SlotOrder& order) {
  attach(order);
  auto& slot = *link(order.slot);
  // The main thread knows it to be gone.
  if (auto& other = link(1 - order.slot)) other->condemned = true;
  lost_all_ = true;
  replayed_ = withheld_ = 0;
  primary_ = order.slot;
  world_.board.primary.store(primary_, std::memory_order_relaxed);
  world_.output.set_active_slot(primary_);
  const bool replays = can_replay(order);
  event("restoring", [rung = replays ? order.rung : std::max(order.rung, failover::Rung::kFresh),
                      played = world_.output.played()] {
    return to_text(nlohmann::json{{"by", name_of(rung)}, {"frame", played}});
  });
  if (!replays) return begin_afresh(order);
  slot.backlog = slot.orders().load_seq.load(std::memory_order_relaxed) + 1;
  if (order.rung != failover::Rung::kReplay) {
    slot.without_clients_up_to = conductor_.last_seq();
    world_.journal.remark(
        "all workers lost again: what clients sent since the keyframe was heard up to " +
        std::to_string(world_.output.played()) + "f, and is left out");
  }
  publish(slot, kNoLimit);
  // Without a keyframe yet, all there was since frame 0 is done again.
  slot.orders().start_frame.store(0, std::memory_order_relaxed);
  const bool has_keyframe = slot.orders().load_size.load(std::memory_order_relaxed) != 0;
  slot.orders().start.store(has_keyframe ? ipc::StartOrder::kKeyframe : ipc::StartOrder::kFresh,
                            std::memory_order_release);
  slot.orders().wake.wake();
}

/// Whether there is a keyframe (or a beginning), every command since, and the patches they swap to.
bool ConductorLoop::can_replay(const SlotOrder& order) const {
  if (order.rung >= failover::Rung::kFresh) return false;
  const auto& orders = order.segment->orders();
  const bool has_keyframe = orders.load_size.load(std::memory_order_relaxed) != 0;
  if (!has_keyframe && world_.output.played() > kMostFromTheStart_s * world_.format.rate)
    return false;
  const std::uint64_t seq = orders.load_seq.load(std::memory_order_relaxed);
  const std::uint64_t last = conductor_.last_seq();
  if (seq > last || !history_.holds_all_after(seq, last)) return false;
  for (std::uint64_t next = seq + 1; next <= last; ++next) {
    const auto& command = *history_.find(next);
    if (command.op == engine::Op::kSwapPatch && !world_.control.has_patch(command.patch_version)) {
      return false;
    }
  }
  return true;
}

void ConductorLoop::begin_afresh(SlotOrder& order) {
  auto& orders = order.segment->orders();
  // From the block that is owed next. What lay between it and the horizon was in the rings of the
  // dead.
  const Frame start = world_.output.played();
  orders.start_frame.store(start, std::memory_order_relaxed);
  const Frame lost = conductor_.horizon() - start;
  world_.journal.remark("all workers lost: the patch began afresh at " + std::to_string(start) +
                        "f, without what sounded");
  world_.board.lost_frames.fetch_add(std::max<Frame>(lost, 0), std::memory_order_relaxed);
  conductor_.seed(order.rung == failover::Rung::kDefaults ? conductor::Conductor::Values::kDefaults
                                                          : conductor::Conductor::Values::kPresent);
  orders.start.store(ipc::StartOrder::kFresh, std::memory_order_release);
  orders.wake.wake();
}

/// Hands on what a worker is owed, as far as its ring has room. Gives the frame up to which it may
/// render: that of the first command that is not written yet.
Frame ConductorLoop::pump(SlotLink& slot) {
  if (slot.backlog == 0) return conductor_.horizon();
  const std::uint64_t last = conductor_.last_seq();
  for (; slot.backlog <= last; ++slot.backlog) {
    const auto* command = history_.find(slot.backlog);
    if (command == nullptr) {
      slot.overrun = true;  // more has come since than is kept
      return slot.horizon();
    }
    bool withhold = std::binary_search(quarantined_.begin(), quarantined_.end(), slot.backlog);
    if (!withhold && slot.backlog <= slot.without_clients_up_to &&
        command->op != engine::Op::kSwapPatch && conductor_.is_clients(slot.backlog)) {
      withhold = true;
      played(conductor_.horizon(), conductor::withhold_line(*command));
    }
    // Its number is taken all the same: who counts by numbers must not wait for it.
    engine::Command written = *command;
    if (withhold) written.op = engine::Op::kNone;
    if (!slot.write(written)) return command->frame;
    ++(withhold ? withheld_ : replayed_);
  }
  slot.backlog = 0;
  return conductor_.horizon();
}

}  // namespace chronus::supervisor
