// SPDX-License-Identifier: MIT
// Who plays: the part of ConductorLoop that gives and takes roles and judges workers.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "conductor/json_text.hpp"
#include "engine/checksum.hpp"
#include "supervisor/block_time.hpp"
#include "supervisor/conductor_loop.hpp"

namespace chronus::supervisor {
void ConductorLoop::attach(SlotOrder& order) {
  auto& slot = link(order.slot);
  slot.emplace(order.segment, order.process, order.generation);
  detector_.forget(order.slot);
  allowed_[static_cast<std::size_t>(order.slot)] = 0;
  if (ordered_patch_ != 0) slot->order_build(ordered_patch_);
  SlotNotice notice;
  notice.slot = order.slot;
  notice.horizon = conductor_.horizon();
  notice.from = first_frame_unwritten();
  notify(std::move(notice));
}

/// Live commands lie on the horizon itself, and a horizon may stand between two blocks of the
/// device: a keyframe of that very frame need not hold them.
Frame ConductorLoop::first_frame_unwritten() const {
  const auto* last = history_.find(conductor_.last_seq());
  const Frame horizon = conductor_.horizon();
  return last == nullptr ? horizon : std::max(horizon, last->frame + 1);
}

void ConductorLoop::welcome(const SlotOrder& order) {
  const int slot = order.slot;
  auto& it = link(slot);
  // It may have been found dead since it was ready.
  if (!it || it->generation != order.generation || it->condemned) return;
  it->ready = true;
  if (std::exchange(lost_all_, false)) {
    const Frame gap = world_.output.concealed_frames() - concealed_when_well_;
    world_.board.restores.fetch_add(1, std::memory_order_relaxed);
    world_.board.restore_gap_frames.store(gap, std::memory_order_relaxed);
    event("restored", [slot, gap, replayed = replayed_, withheld = withheld_] {
      return to_text(nlohmann::json{
          {"slot", slot}, {"gap_frames", gap}, {"replayed", replayed}, {"withheld", withheld}});
    });
  }
  if (!is_ready(primary_)) promote(slot, "no other worker");
}

void ConductorLoop::keep(const SlotOrder& order) {
  auto& it = link(order.slot);
  if (!it || it->generation != order.generation) return;
  it->condemned = false;
  lost_all_ = false;
  if (!is_ready(primary_)) promote(order.slot, "no other worker");
}

void ConductorLoop::detach(const SlotOrder& order) {
  // What it was doing is looked at before anybody may go beyond it.
  if (order.crashed) {
    accuse(order.slot, has_failed(order.slot) ? "it made a worker fail" : "it killed a worker");
  }
  link(order.slot).reset();
  detector_.forget(order.slot);
  settle(order.slot);
  if (order.slot == primary_ && is_ready(1 - primary_)) {
    return promote(1 - primary_, "the primary died");
  }
  if (is_ready(0) || is_ready(1) || lost_all_) return;
  lost_all_ = true;
  if (prepared_) world_.board.failovers.fetch_add(1, std::memory_order_relaxed);
}

void ConductorLoop::judge() {
  // The callback took a block from the other slot because ours was missing: follow it.
  const int active = world_.output.active_slot();
  if (active != primary_ && is_ready(active)) suspect(active, "the primary was late");
  // Both are woken at every tick; less than a block's time is enough to answer. A tick that comes a
  // little early counts as well: the lead has none to spare.
  const std::int64_t now_ns = world_.now_ns();
  if (now_ns - judged_ns_ < block_ns(world_.format) * 3 / 4) return;
  judged_ns_ = now_ns;
  std::array<failover::SlotView, 2> views;
  for (int slot = 0; slot < 2; ++slot) {
    look_for_liars(slot);
    if (detector_.missed(slot) > 0 || has_failed(slot)) look_for_the_dead(slot);
    views[static_cast<std::size_t>(slot)] = view_of(slot);
  }
  const auto verdict = detector_.on_tick(views, primary_);
  if (verdict.promote >= 0) doubt_primary(verdict.promote);
  // A gap begins with the last block before the trouble, not with its discovery.
  if (is_ready(primary_) && detector_.missed(primary_) == 0 && !detector_.is_silent(primary_)) {
    concealed_when_well_ = world_.output.concealed_frames();
  }
  const bool forgiven = suspect_ >= 0 && is_ready(suspect_) && detector_.missed(suspect_) == 0 &&
                        !detector_.is_silent(suspect_);
  if (forgiven) suspect_ = -1;
  if (both_loop_in_one_command()) {
    accuse(primary_, "it hangs a worker");
    condemn(1 - primary_, true);
    condemn(primary_, true);
  }
  for (int slot = 0; slot < 2; ++slot) {
    if (!verdict.hung[static_cast<std::size_t>(slot)]) continue;
    const bool looping = detector_.missed(slot) < limits_.kill_after;
    if (looping) accuse(slot, "it hangs a worker");
    condemn(slot, looping);
  }
  // Who missed a command is replaced from the one who did not; if both did, the primary plays on.
  for (const int slot : {primary_, 1 - primary_}) {
    if (!link(slot) || !link(slot)->overrun) continue;
    if (slot == primary_ && !is_ready(1 - slot)) {
      world_.journal.remark("a flood: commands " + std::to_string(link(slot)->backlog) + " up to " +
                            std::to_string(history_.first_seq()) + " were never played");
      link(slot)->overrun = false;
      link(slot)->backlog = history_.first_seq();
    } else {
      condemn(slot);
    }
  }
}

/// The primary does not answer. If it is dead, that is another matter; if it may be dying of a
/// command, which can take a moment, the standby waits as long as the output has blocks.
void ConductorLoop::doubt_primary(int successor) {
  const int doubted = primary_;
  look_for_the_dead(doubted);
  if (link(doubted)->condemned || !is_ready(successor)) return;
  if (loops_in_a_command(doubted)) accuse(doubted, "it hangs a worker");
  const auto& report = link(doubted)->report();
  const bool among_commands = report.applying_seq.load(std::memory_order_acquire) >
                              report.block_seq.load(std::memory_order_acquire);
  const Frame left = link(doubted)->rendered() - world_.output.played();
  if (among_commands && !link(doubted)->accused && left >= 2 * world_.format.block_frames) return;
  suspect(successor, "the primary does not answer");
}

failover::SlotView ConductorLoop::view_of(int slot) {
  failover::SlotView view;
  // One that renders again what all were lost over may meet what hung them.
  const bool restoring = lost_all_ && slot == primary_ && link(slot) && !link(slot)->condemned;
  view.running = is_ready(slot) || restoring;
  if (!view.running) return view;
  auto& it = *link(slot);
  view.heartbeat = it.report().heartbeat.load(std::memory_order_acquire);
  auto& allowed = allowed_[static_cast<std::size_t>(slot)];
  view.behind = (allowed - it.rendered()) / world_.format.block_frames;
  allowed = it.horizon();
  view.cpu_ns = it.process == nullptr ? 0 : it.process->cpu_ns();
  return view;
}

/// Silent, in the middle of a command, and busy: a worker that was stopped there would not be.
bool ConductorLoop::loops_in_a_command(int slot) {
  const auto& report = link(slot)->report();
  return detector_.burned_ns(slot) >= block_ns(world_.format) / 2 &&
         report.applying_seq.load(std::memory_order_acquire) >
             report.applied_seq.load(std::memory_order_acquire);
}

/// The standby took over from a primary that might have hung in a command, had to do it as well,
/// and hangs: two witnesses are proof, and waiting for more is only silence.
bool ConductorLoop::both_loop_in_one_command() {
  return is_ready(0) && is_ready(1) && loops_in_a_command(0) && loops_in_a_command(1) &&
         link(0)->report().applying_seq.load(std::memory_order_acquire) ==
             link(1)->report().applying_seq.load(std::memory_order_acquire);
}

/// A worker that ended leaves the stage at once; its slot is the main thread's business.
void ConductorLoop::look_for_the_dead(int slot) {
  auto& it = link(slot);
  if (!it || it->condemned) return;
  if (has_failed(slot)) {
    accuse(slot, "it made a worker fail");
    return condemn(slot);
  }
  ipc::ExitStatus how;
  if (it->process == nullptr || !it->process->has_ended(&how)) return;
  if (is_crash(how)) accuse(slot, "it killed a worker");
  condemn(slot);
}

bool ConductorLoop::has_failed(int slot) {
  const auto& it = link(slot);
  return it && it->report().state.load(std::memory_order_acquire) == ipc::WorkerState::kFailed;
}

/// Nothing a worker writes is believed: one that claims what cannot be has lost its memory.
void ConductorLoop::look_for_liars(int slot) {
  auto& it = link(slot);
  if (!it || it->condemned || !it->ready) return;
  const Frame rendered = it->rendered();
  if (rendered < 0 || rendered > it->horizon() || rendered % world_.format.block_frames != 0) {
    condemn(slot, true);
  }
}

/// Of the block that it never finished: the command that a worker which failed itself names, else
/// the last that it began; 0 where there is none, or it names one of an earlier block, which the
/// others have applied as well.
std::uint64_t ConductorLoop::last_deed(int slot) {
  const auto& report = link(slot)->report();
  const std::uint64_t before = report.block_seq.load(std::memory_order_acquire);
  const std::uint64_t begun = report.applying_seq.load(std::memory_order_acquire);
  if (begun <= before) return 0;
  if (!has_failed(slot)) return begun;
  // It was written before the state that has_failed() saw (acquire).
  const std::uint64_t blamed = report.blamed_seq.load(std::memory_order_relaxed);
  if (blamed == 0) return begun;
  return blamed > before && blamed <= begun ? blamed : 0;
}

/// Puts the command that a failed worker's last deed was into quarantine. Only the primary's, or
/// that of one that has just lost the role on suspicion: what the primary survived is not to blame
/// for a standby's end.
void ConductorLoop::accuse(int slot, const std::string& reason) {
  auto& it = link(slot);
  if (!it || it->accused) return;
  it->accused = true;
  if (slot != primary_ && slot != suspect_) return;
  const std::uint64_t seq = last_deed(slot);
  const auto* command = history_.find(seq);
  if (command == nullptr || std::binary_search(quarantined_.begin(), quarantined_.end(), seq))
    return;
  quarantined_.insert(std::upper_bound(quarantined_.begin(), quarantined_.end(), seq), seq);
  for (auto& other : links_) {
    if (other) other->skip(seq);
  }
  world_.board.quarantined.fetch_add(1, std::memory_order_relaxed);
  world_.journal.remark("the next line puts a command aside: " + reason);
  conductor_.quarantine(*command, reason);
}

/// The other worker takes the role on suspicion. It is a failover only if the suspect turns out to
/// be dead or hung; a worker that was merely late has cost nothing and is forgiven.
void ConductorLoop::suspect(int successor, const char* why) {
  suspect_ = primary_;
  change_role(successor, why);
}

/// The worker is lost: if it was taken out of its role on suspicion, that was a failover.
void ConductorLoop::settle(int slot) {
  if (slot != suspect_) return;
  suspect_ = -1;
  world_.board.failovers.fetch_add(1, std::memory_order_relaxed);
}

void ConductorLoop::promote(int slot, const char* why) {
  if (slot != primary_) world_.board.failovers.fetch_add(1, std::memory_order_relaxed);
  change_role(slot, why);
}

void ConductorLoop::change_role(int slot, const char* why) {
  world_.output.set_active_slot(slot);
  if (slot == primary_) return;
  const int from = std::exchange(primary_, slot);
  world_.board.primary.store(slot, std::memory_order_relaxed);
  world_.board.role_changes.fetch_add(1, std::memory_order_relaxed);
  event("failover", [from, slot, why = std::string(why), frame = world_.output.played()] {
    return to_text(nlohmann::json{{"from", from}, {"to", slot}, {"reason", why}, {"frame", frame}});
  });
}

/// `certainly`: it will never play again, even if it is the last.
void ConductorLoop::condemn(int slot, bool certainly) {
  auto& condemned = link(slot);
  if (!condemned || condemned->condemned) return;
  // The last worker that can play is never killed.
  if (condemned->ready && !is_ready(1 - slot) && !has_failed(slot) && !certainly) return;
  condemned->condemned = true;
  settle(slot);
  if (slot == primary_ && is_ready(1 - slot)) promote(1 - slot, "the primary failed");
  SlotNotice notice;
  notice.kind = SlotNotice::Kind::kHung;
  notice.slot = slot;
  notify(std::move(notice));
}

void ConductorLoop::publish_horizons() {
  world_.board.horizon.store(conductor_.horizon(), std::memory_order_relaxed);
  auto& primary = link(primary_);
  if (primary) publish(*primary, kNoLimit);
  // The standby never starts a block that the primary has not finished, so that a command that
  // kills is met by one worker only.
  auto& standby = link(1 - primary_);
  if (standby) publish(*standby, primary ? primary->rendered() : kNoLimit);
}

/// Writes what the slot is owed and lets it render what is whole, blocks up to `limit` at most.
void ConductorLoop::publish(SlotLink& slot, Frame limit) {
  // Before any worker can say that it has met them.
  world_.board.last_seq.store(conductor_.last_seq(), std::memory_order_relaxed);
  const Frame written = pump(slot);
  const Frame block_end =
      written - written % world_.format.block_frames + world_.format.block_frames;
  slot.publish_horizon(std::min(written, limit), slot.backlog != 0 && block_end <= limit);
}

void ConductorLoop::compare_blocks() {
  if (!is_ready(0) || !is_ready(1)) return;
  const Frame block = world_.format.block_frames;
  const std::int64_t end = std::min(links_[0]->rendered(), links_[1]->rendered()) / block;
  // The rings hold the last kBlocks; after a rejoin the first common ones are behind us.
  compared_block_ = std::clamp(compared_block_, end - ipc::AudioRing::kBlocks / 2, end);
  for (; compared_block_ < end; ++compared_block_) {
    const auto first = links_[0]->audio();
    const auto second = links_[1]->audio();
    if (first.find(compared_block_) == nullptr || second.find(compared_block_) == nullptr) continue;
    if (first.checksum(compared_block_) == second.checksum(compared_block_)) continue;
    return on_divergence(compared_block_);
  }
}

/// One of the two is wrong: the one whose samples do not match its own checksum, else the standby,
/// which is not heard.
void ConductorLoop::on_divergence(std::int64_t block) {
  world_.board.diverged.fetch_add(1, std::memory_order_relaxed);
  const int wrong =
      is_sound(1 - primary_, block) && !is_sound(primary_, block) ? primary_ : 1 - primary_;
  event("diverged", [block, wrong] {
    return to_text(nlohmann::json{{"block", block}, {"slot", wrong}});
  });
  condemn(wrong);
}

bool ConductorLoop::is_sound(int slot, std::int64_t block) {
  const auto ring = link(slot)->audio();
  const float* samples = ring.find(block);
  return samples != nullptr &&
         engine::checksum({samples, ipc::AudioRing::samples_per_block(world_.format)}) ==
             ring.checksum(block);
}

}  // namespace chronus::supervisor
