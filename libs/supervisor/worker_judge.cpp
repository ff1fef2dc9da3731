// SPDX-License-Identifier: MIT
#include "supervisor/worker_judge.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "supervisor/blame.hpp"
#include "supervisor/block_time.hpp"
#include "supervisor/launcher.hpp"

namespace chronus::supervisor {

using failover::Certainty;

namespace {

/// Blocks that are looked at before their turn comes: more than a usual lead.
constexpr std::int64_t kLookAhead = 16;
/// Passes in a row that are no accident: of one that may render, and of one that waits for its
/// builder, which comes round every millisecond.
constexpr std::uint64_t kIdlePasses = 8;
constexpr std::uint64_t kAwaitingPasses = 4'000;
/// Processor time, in blocks, that no block takes which is ever to be played in time.
constexpr int kLoopBlocks = 3;

}  // namespace

void WorkerJudge::forget(Slot slot) {
  detector_.forget(slot);
  record(slot) = {};
}

void WorkerJudge::judge(std::int64_t now_ns) {
  follow_output();
  // Both are woken at every tick; less than a block's time is enough to answer. A tick that comes a
  // little early counts as well: the lead has none to spare.
  if (now_ns - judged_ns_ < block_ns(format_) * 3 / 4) return;
  judged_ns_ = now_ns;
  heard_.look(now_ns, output_.callbacks(), output_.played());
  auto& roles = roles_;
  PerSlot<failover::SlotView> views;
  for (const Slot slot : kSlots) {
    look_for_liars(slot);
    const auto& link = links_[slot];
    if (link && (detector_.missed(slot) > 0 || has_failed(link->report()))) look_for_the_dead(slot);
    views[slot] = view_of(slot);
  }
  const auto verdict = detector_.on_tick(views, roles.primary());
  if (verdict.promote) doubt_primary(*verdict.promote);
  if (is_well(roles.primary())) concealed_when_well_ = output_.concealed_frames();
  if (roles.suspect() && is_well(*roles.suspect())) roles.clear_suspect();
  look_for_loops();
  for (const Slot slot : kSlots) {
    if (!verdict.hung[slot]) continue;
    const bool looping = detector_.missed(slot) < limits_.kill_after;
    if (looping) {
      struck_ = links_[slot]->rendered();
      accuse(slot, "it hangs a worker");
    }
    evict(slot, looping ? Certainty::kIsLost : Certainty::kPlaysStill);
  }
  look_for_missed_commands();
}

/// The callback took a block from the other slot because ours was missing: follow it.
void WorkerJudge::follow_output() {
  const Slot active = output_.active_slot();
  if (active == roles_.primary() || !roles_.is_ready(active)) return;
  roles_.doubt_primary(active, "the primary was late");
}

/// The primary does not answer. If it is dead, that is another matter; if it may be dying of a
/// command, which can take a moment, the standby waits as long as the output has blocks.
void WorkerJudge::doubt_primary(Slot successor) {
  const Slot doubted = roles_.primary();
  look_for_the_dead(doubted);
  if (roles_.is_evicted(doubted) || !roles_.is_ready(successor)) return;
  if (loops_in_a_command(doubted)) accuse(doubted, "it hangs a worker");
  const bool may_be_dying = is_among_commands(report(doubted)) && !record(doubted).accused;
  const Frame left = links_[doubted]->rendered() - output_.played();
  if (may_be_dying && left >= 2 * format_.block_frames) return;
  roles_.doubt_primary(successor, "the primary does not answer");
}

failover::SlotView WorkerJudge::view_of(Slot slot) {
  failover::SlotView view;
  const auto& roles = roles_;
  const auto& link = links_[slot];
  view.running = roles.is_ready(slot) || restores(slot);
  if (!view.running) return view;
  // One that has applied a command or rendered a module goes on as well: a block may have more than
  // there is time for, many times over.
  view.heartbeat = link->report().heartbeat.load(std::memory_order_acquire) +
                   link->report().applied_seq.load(std::memory_order_acquire) +
                   link->report().modules_rendered.load(std::memory_order_relaxed);
  const Frame allowed = std::exchange(record(slot).allowed, link->horizon());
  view.behind = (allowed - link->rendered()) / format_.block_frames;
  if (link->process == nullptr) return view;
  view.cpu_ns = link->process->cpu_ns();
  // A look into /proc: only where it decides.
  const bool is_in_question = detector_.missed(slot) + 1 >= limits_.kill_after;
  view.starved = is_in_question && link->process->is_runnable();
  return view;
}

/// It renders again what all were lost over, and may meet what hung them.
bool WorkerJudge::restores(Slot slot) const {
  const auto& roles = roles_;
  return roles.lost_all() && slot == roles.primary() && links_[slot] && !roles.is_evicted(slot);
}

bool WorkerJudge::is_well(Slot slot) const {
  return roles_.is_ready(slot) && detector_.missed(slot) == 0 && !detector_.is_silent(slot);
}

/// Silent, in the middle of a command, and busy: a worker that was stopped there would not be. What
/// concerns every module of a patch may take its time.
bool WorkerJudge::loops_in_a_command(Slot slot) const {
  if (!is_in_a_command(report(slot))) return false;
  const auto* command = feed_.find(report(slot).applying_seq.load(std::memory_order_acquire));
  const bool is_wide = command != nullptr &&
                       (command->op == engine::Op::kSwapPatch || command->op == engine::Op::kPanic);
  const std::int64_t most = is_wide ? kLoopBlocks * block_ns(format_) : block_ns(format_) / 2;
  return detector_.burned_ns(slot) >= most;
}

/// The standby took over from a primary that might have hung in a command, had to do it as well,
/// and hangs: two witnesses are proof, and waiting for more is only silence.
bool WorkerJudge::both_loop_in_one_command() const {
  return roles_.both_are_ready() && loops_in_a_command(Slot::kFirst) &&
         loops_in_a_command(Slot::kSecond) &&
         report(Slot::kFirst).applying_seq.load(std::memory_order_acquire) ==
             report(Slot::kSecond).applying_seq.load(std::memory_order_acquire);
}

/// Silent in a block that it may render, and its processor busy for as long as that many blocks
/// have.
bool WorkerJudge::loops_in_a_block(Slot slot, int blocks) const {
  const auto& link = links_[slot];
  return link && link->horizon() >= link->rendered() + format_.block_frames &&
         detector_.burned_ns(slot) >= blocks * block_ns(format_);
}

/// The standby enters a block only when the primary has finished it, or lost its role in it. Both
/// in one, and busy: two witnesses, as above.
bool WorkerJudge::both_loop_in_one_block() const {
  return roles_.both_are_ready() && loops_in_a_block(Slot::kFirst, kLoopBlocks) &&
         loops_in_a_block(Slot::kSecond, kLoopBlocks) &&
         links_[Slot::kFirst]->rendered() == links_[Slot::kSecond]->rendered();
}

/// Loops that need not be waited for: what costs two workers their time is no stall.
void WorkerJudge::look_for_loops() {
  const Slot primary = roles_.primary();
  if (both_loop_in_one_command() || both_loop_in_one_block()) {
    struck_ = links_[primary]->rendered();
    accuse(primary, "it hangs a worker");
    evict(other(primary), Certainty::kIsLost);
    evict(primary, Certainty::kIsLost);
  }
  // Another one, that renders again what was hung in before.
  if (restores(primary) && links_[primary]->rendered() == struck_ &&
      loops_in_a_block(primary, kLoopBlocks - 1)) {
    evict(primary, Certainty::kIsLost);
  }
}

/// A worker that ended leaves the stage at once; its slot is the main thread's business.
void WorkerJudge::look_for_the_dead(Slot slot) {
  const auto& link = links_[slot];
  if (!link || roles_.is_evicted(slot)) return;
  if (has_failed(link->report())) {
    note_end(slot, "", true);
    return evict(slot, Certainty::kPlaysStill);
  }
  ipc::ExitStatus how;
  if (link->process == nullptr || !link->process->has_ended(&how)) return;
  note_end(slot, end_of(link->report(), how), is_crash(how));
  evict(slot, Certainty::kPlaysStill);
}

Testimony::Known WorkerJudge::known(Slot slot) const {
  // A joiner begins where its peer was, which its own horizon may not have reached yet.
  const Frame horizon = roles_.plays(slot) ? links_[slot]->horizon() : feed_.horizon();
  return {format_.block_frames, horizon, feed_.last_seq(), judged_ns_};
}

/// Nothing a worker writes is believed: one that claims what cannot be has lost its memory.
void WorkerJudge::look_for_liars(Slot slot) {
  auto& link = links_[slot];
  if (!link || roles_.is_evicted(slot)) return;
  auto& its = record(slot);
  if (const char* lie = its.testimony.first_lie(*link, feed_, known(slot))) {
    return expose(slot, lie);
  }
  if (!roles_.plays(slot) && !restores(slot)) return;
  if (const char* lie = lie_of_blocks(slot)) return expose(slot, lie);
  if (!roles_.plays(slot)) return;
  if (const char* lie = lie_of_progress(slot)) expose(slot, lie);
}

/// What it says it has rendered, and the output will ask for, must be there.
const char* WorkerJudge::lie_of_blocks(Slot slot) const {
  const auto& link = *links_[slot];
  // In this order: no block from here on is overwritten before this thread moves the horizon.
  const std::int64_t next = output_.played() / format_.block_frames;
  const std::int64_t end = link.rendered() / format_.block_frames;
  for (std::int64_t block = next; block < std::min(end, next + kLookAhead); ++block) {
    if (comparison_.is_sound(link.audio(), block)) continue;
    return block == next ? "the block that is to be heard is not what it says"
                         : "a block that is to come is not what it says";
  }
  return nullptr;
}

/// Its heart beats, it has blocks to render, and renders none: whatever keeps it will not end.
const char* WorkerJudge::lie_of_progress(Slot slot) {
  auto& its = record(slot);
  auto& link = *links_[slot];
  const std::uint64_t heartbeat = link.report().heartbeat.load(std::memory_order_acquire);
  const Frame rendered = link.rendered();
  const bool is_allowed = its.allowed >= rendered + format_.block_frames;
  const auto* next = feed_.find(link.reading().next);
  const bool swaps = next != nullptr && next->op == engine::Op::kSwapPatch;
  its.idling.look(heartbeat, rendered, is_allowed && !swaps);
  its.awaiting_patch.look(heartbeat, rendered, is_allowed && swaps);
  if (its.idling.passes() >= kIdlePasses) return "it goes on and renders nothing";
  if (its.awaiting_patch.passes() >= kAwaitingPasses) return "it never builds the patch it needs";
  return nullptr;
}

std::uint64_t WorkerJudge::applied_seq(Slot slot) const {
  const auto& link = links_[slot];
  if (!link) return 0;
  const std::uint64_t said = report(slot).applied_seq.load(std::memory_order_acquire);
  if (said > feed_.last_seq()) return 0;
  const auto* command = feed_.find(said);
  const bool can_be =
      command == nullptr || command->frame < link->rendered() + format_.block_frames;
  return can_be ? said : 0;
}

void WorkerJudge::expose(Slot slot, const char* lie) {
  record(slot).accused = true;
  evict(slot, Certainty::kIsLost, lie);
}

/// Who missed a command is replaced from the one who did not; if both did, the primary plays on.
void WorkerJudge::look_for_missed_commands() {
  auto& roles = roles_;
  for (const Slot slot : {roles.primary(), roles.standby()}) {
    if (!roles.has_missed_commands(slot)) continue;
    if (slot == roles.primary() && !roles.is_ready(other(slot))) {
      feed_.skip_missed_commands(slot);
      roles.forgive_missed_commands(slot);
    } else {
      evict(slot, Certainty::kPlaysStill);
    }
  }
}

void WorkerJudge::note_end(Slot slot, const std::string& how, bool crashed) {
  if (is_true_failure(report(slot))) {
    const std::string why = tell_of_failure(slot);
    feed_.note_loss(why);
    return accuse(slot, "it made a worker fail: " + why);
  }
  feed_.note_loss(how);
  if (crashed) accuse(slot, "it killed a worker: " + how);
}

/// Why the worker failed itself, with its module's name, which only the conductor knows.
std::string WorkerJudge::tell_of_failure(Slot slot) {
  const auto place = blamed_place(report(slot));
  const std::string module = place ? verdicts_.module_at(*place) : std::string();
  std::string why = failure_text(report(slot), module);
  if (std::exchange(record(slot).told_of_failure, true)) return why;
  verdicts_.on_failed(slot, links_[slot]->generation, why, module);
  return why;
}

void WorkerJudge::accuse(Slot slot, const std::string& reason) {
  auto& link = links_[slot];
  if (!link || record(slot).accused) return;
  // Whoever is out of its mind does not name the command that did it. Its last beat is no matter.
  auto known_now = known(slot);
  known_now.now_ns = std::numeric_limits<std::int64_t>::max() / 2;
  if (record(slot).testimony.first_lie(*link, feed_, known_now) != nullptr) return;
  record(slot).accused = true;
  if (slot != roles_.primary() && slot != roles_.suspect()) return;
  const std::uint64_t seq = last_deed(report(slot));
  if (!feed_.put_aside(seq)) return;
  verdicts_.on_accused(*feed_.find(seq), reason);
}

void WorkerJudge::evict(Slot slot, Certainty certainty, const char* lie) {
  const auto& link = links_[slot];
  if (link && has_failed(link->report())) certainty = Certainty::kIsLost;
  if (!roles_.evict(slot, certainty)) return;
  verdicts_.on_evicted(slot, link->generation, lie != nullptr ? lie : "");
}

/// Where two blocks differ one is wrong: the one whose samples do not match its own checksum, else
/// the standby's, which is not heard.
void WorkerJudge::compare_blocks() {
  const auto& roles = roles_;
  if (!roles.both_are_ready()) return;
  const auto& heard = *links_[roles.primary()];
  const auto& other = *links_[roles.standby()];
  const auto end = std::min(heard.rendered(), other.rendered()) / format_.block_frames;
  const auto block = comparison_.next_difference(heard.audio(), other.audio(), end);
  if (!block) return;
  const bool primary_is_wrong =
      comparison_.is_sound(other.audio(), *block) && !comparison_.is_sound(heard.audio(), *block);
  const Slot wrong = primary_is_wrong ? roles.primary() : roles.standby();
  verdicts_.on_diverged(*block, wrong);
  evict(wrong, Certainty::kPlaysStill, "its blocks differ from the other worker's");
}

}  // namespace chronus::supervisor
