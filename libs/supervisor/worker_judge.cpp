// SPDX-License-Identifier: MIT
#include "supervisor/worker_judge.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "conductor/json_text.hpp"
#include "supervisor/blame.hpp"
#include "supervisor/block_time.hpp"
#include "supervisor/launcher.hpp"

namespace chronus::supervisor {

using failover::Certainty;

WorkerJudge::WorkerJudge(const World& world)
    : world_(world), detector_(world.limits), comparison_(world.format) {}

void WorkerJudge::forget(int slot) {
  detector_.forget(slot);
  record(slot) = {};
}

void WorkerJudge::judge(std::int64_t now_ns) {
  follow_output();
  // Both are woken at every tick; less than a block's time is enough to answer. A tick that comes a
  // little early counts as well: the lead has none to spare.
  if (now_ns - judged_ns_ < block_ns(world_.format) * 3 / 4) return;
  judged_ns_ = now_ns;
  auto& roles = world_.roles;
  std::array<failover::SlotView, 2> views;
  for (int slot = 0; slot < 2; ++slot) {
    look_for_liars(slot);
    const auto& link = world_.links[slot];
    if (link && (detector_.missed(slot) > 0 || has_failed(link->report()))) look_for_the_dead(slot);
    views[static_cast<std::size_t>(slot)] = view_of(slot);
  }
  const auto verdict = detector_.on_tick(views, roles.primary());
  if (verdict.promote >= 0) doubt_primary(verdict.promote);
  if (is_well(roles.primary())) concealed_when_well_ = world_.output.concealed_frames();
  if (roles.suspect() >= 0 && is_well(roles.suspect())) roles.clear_suspect();
  if (both_loop_in_one_command()) {
    const int primary = roles.primary();
    accuse(primary, "it hangs a worker");
    condemn(1 - primary, Certainty::kIsLost);
    condemn(primary, Certainty::kIsLost);
  }
  for (int slot = 0; slot < 2; ++slot) {
    if (!verdict.hung[static_cast<std::size_t>(slot)]) continue;
    const bool looping = detector_.missed(slot) < world_.limits.kill_after;
    if (looping) accuse(slot, "it hangs a worker");
    condemn(slot, looping ? Certainty::kIsLost : Certainty::kPlaysStill);
  }
  look_for_missed_commands();
}

/// The callback took a block from the other slot because ours was missing: follow it.
void WorkerJudge::follow_output() {
  const int active = world_.output.active_slot();
  if (active == world_.roles.primary() || !world_.roles.is_ready(active)) return;
  world_.roles.doubt_primary(active, "the primary was late");
}

/// The primary does not answer. If it is dead, that is another matter; if it may be dying of a
/// command, which can take a moment, the standby waits as long as the output has blocks.
void WorkerJudge::doubt_primary(int successor) {
  const int doubted = world_.roles.primary();
  look_for_the_dead(doubted);
  if (world_.roles.is_condemned(doubted) || !world_.roles.is_ready(successor)) return;
  if (loops_in_a_command(doubted)) accuse(doubted, "it hangs a worker");
  const bool may_be_dying = is_among_commands(report(doubted)) && !record(doubted).accused;
  const Frame left = world_.links[doubted]->rendered() - world_.output.played();
  if (may_be_dying && left >= 2 * world_.format.block_frames) return;
  world_.roles.doubt_primary(successor, "the primary does not answer");
}

failover::SlotView WorkerJudge::view_of(int slot) {
  failover::SlotView view;
  const auto& roles = world_.roles;
  const auto& link = world_.links[slot];
  // One that renders again what all were lost over may meet what hung them.
  const bool restoring =
      roles.lost_all() && slot == roles.primary() && link && !roles.is_condemned(slot);
  view.running = roles.is_ready(slot) || restoring;
  if (!view.running) return view;
  view.heartbeat = link->report().heartbeat.load(std::memory_order_acquire);
  const Frame allowed = std::exchange(record(slot).allowed, link->horizon());
  view.behind = (allowed - link->rendered()) / world_.format.block_frames;
  view.cpu_ns = link->process == nullptr ? 0 : link->process->cpu_ns();
  return view;
}

bool WorkerJudge::is_well(int slot) const {
  return world_.roles.is_ready(slot) && detector_.missed(slot) == 0 && !detector_.is_silent(slot);
}

/// Silent, in the middle of a command, and busy: a worker that was stopped there would not be.
bool WorkerJudge::loops_in_a_command(int slot) const {
  return detector_.burned_ns(slot) >= block_ns(world_.format) / 2 && is_in_a_command(report(slot));
}

/// The standby took over from a primary that might have hung in a command, had to do it as well,
/// and hangs: two witnesses are proof, and waiting for more is only silence.
bool WorkerJudge::both_loop_in_one_command() const {
  return world_.roles.is_ready(0) && world_.roles.is_ready(1) && loops_in_a_command(0) &&
         loops_in_a_command(1) &&
         report(0).applying_seq.load(std::memory_order_acquire) ==
             report(1).applying_seq.load(std::memory_order_acquire);
}

/// A worker that ended leaves the stage at once; its slot is the main thread's business.
void WorkerJudge::look_for_the_dead(int slot) {
  const auto& link = world_.links[slot];
  if (!link || world_.roles.is_condemned(slot)) return;
  if (has_failed(link->report())) {
    accuse(slot, "it made a worker fail");
    return condemn(slot, Certainty::kPlaysStill);
  }
  ipc::ExitStatus how;
  if (link->process == nullptr || !link->process->has_ended(&how)) return;
  if (is_crash(how)) accuse(slot, "it killed a worker");
  condemn(slot, Certainty::kPlaysStill);
}

/// Nothing a worker writes is believed: one that claims what cannot be has lost its memory.
void WorkerJudge::look_for_liars(int slot) {
  if (!world_.roles.plays(slot)) return;
  const auto& link = *world_.links[slot];
  const Frame rendered = link.rendered();
  if (rendered < 0 || rendered > link.horizon() || rendered % world_.format.block_frames != 0) {
    condemn(slot, Certainty::kIsLost);
  }
}

/// Who missed a command is replaced from the one who did not; if both did, the primary plays on.
void WorkerJudge::look_for_missed_commands() {
  auto& roles = world_.roles;
  for (const int slot : {roles.primary(), roles.standby()}) {
    if (!roles.has_missed_commands(slot)) continue;
    if (slot == roles.primary() && !roles.is_ready(1 - slot)) {
      world_.feed.skip_missed_commands(slot);
      roles.overlook_missed_commands(slot);
    } else {
      condemn(slot, Certainty::kPlaysStill);
    }
  }
}

void WorkerJudge::accuse(int slot, const std::string& reason) {
  if (!world_.links[slot] || std::exchange(record(slot).accused, true)) return;
  if (slot != world_.roles.primary() && slot != world_.roles.suspect()) return;
  const std::uint64_t seq = last_deed(report(slot));
  if (!world_.feed.put_aside(seq)) return;
  world_.board.quarantined.fetch_add(1, std::memory_order_relaxed);
  world_.journal.remark("the next line puts a command aside: " + reason);
  world_.conductor.quarantine(*world_.feed.find(seq), reason);
}

void WorkerJudge::condemn(int slot, Certainty certainty) {
  const auto& link = world_.links[slot];
  if (link && has_failed(link->report())) certainty = Certainty::kIsLost;
  if (!world_.roles.condemn(slot, certainty)) return;
  SlotNotice notice;
  notice.kind = SlotNotice::Kind::kHung;
  notice.slot = slot;
  notice.generation = link->generation;
  world_.notices.post(std::move(notice));
}

/// Where two blocks differ one is wrong: the one whose samples do not match its own checksum, else
/// the standby's, which is not heard.
void WorkerJudge::compare_blocks() {
  const auto& roles = world_.roles;
  if (!roles.is_ready(0) || !roles.is_ready(1)) return;
  const auto& heard = *world_.links[roles.primary()];
  const auto& other = *world_.links[roles.standby()];
  const auto end = std::min(heard.rendered(), other.rendered()) / world_.format.block_frames;
  const auto block = comparison_.next_difference(heard.audio(), other.audio(), end);
  if (!block) return;
  world_.board.diverged.fetch_add(1, std::memory_order_relaxed);
  const bool primary_is_wrong =
      comparison_.is_sound(other.audio(), *block) && !comparison_.is_sound(heard.audio(), *block);
  const int wrong = primary_is_wrong ? roles.primary() : roles.standby();
  world_.events.tell("diverged", [block = *block, wrong] {
    return to_text(nlohmann::json{{"block", block}, {"slot", wrong}});
  });
  condemn(wrong, Certainty::kPlaysStill);
}

}  // namespace chronus::supervisor
