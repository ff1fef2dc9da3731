// SPDX-License-Identifier: MIT
#include "supervisor/command_feed.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "conductor/withheld.hpp"

namespace chronus::supervisor {
namespace {

constexpr Frame kNoLimit = std::numeric_limits<Frame>::max();

/// Whether it ends what sounds. Left out, what it was for would sound for ever.
bool is_release(const engine::Command& command) {
  switch (command.op) {
    case engine::Op::kNoteOff:
    case engine::Op::kPanic:
      return true;
    case engine::Op::kGate:
      return command.value == 0.0;
    case engine::Op::kNone:
    case engine::Op::kSetParam:
    case engine::Op::kSwapPatch:
    case engine::Op::kNoteOn:
    case engine::Op::kNoteValue:
    case engine::Op::kNoteBegin:
    case engine::Op::kSample:
      break;
  }
  return false;
}

}  // namespace

void CommandFeed::write(const engine::Command& command) {
  history_.add(command);
  for (auto& slot : ends_.links) {
    if (!slot || slot->backlog != 0) continue;
    // The rest waits in the history until the worker has made room.
    if (!slot->write(command)) slot->backlog = command.seq;
  }
}

std::size_t CommandFeed::space() const {
  // What no ring has room for waits in the history; what even that lets go of is lost to whoever
  // was owed it.
  std::uint64_t waiting = 0;
  for (const Slot slot : kSlots) {
    if (!ends_.roles.is_ready(slot)) continue;
    const std::uint64_t backlog = ends_.links[slot]->backlog;
    if (backlog != 0) waiting = std::max(waiting, ends_.conductor.last_seq() + 1 - backlog);
  }
  return ends_.history - std::min<std::size_t>(waiting, ends_.history);
}

void CommandFeed::publish_horizons() {
  ends_.progress.set_horizon(ends_.conductor.horizon());
  const auto& primary = ends_.links[ends_.roles.primary()];
  if (primary) publish(ends_.roles.primary(), kNoLimit);
  if (!ends_.links[ends_.roles.standby()]) return;
  publish(ends_.roles.standby(), primary ? primary->rendered() : kNoLimit);
}

/// Live commands lie on the horizon itself, and a horizon may stand between two blocks of the
/// device: a keyframe of that very frame need not hold them.
Frame CommandFeed::first_frame_unwritten() const {
  const auto* last = history_.find(ends_.conductor.last_seq());
  const Frame horizon = ends_.conductor.horizon();
  return last == nullptr ? horizon : std::max(horizon, last->frame + 1);
}

void CommandFeed::forget_up_to(std::uint64_t seq) {
  if (seq > ends_.conductor.last_seq()) return;  // it came from a worker's memory
  history_.forget_up_to(seq);
  std::erase_if(put_aside_, [&](std::uint64_t other) { return other <= seq; });
}

bool CommandFeed::put_aside(std::uint64_t seq) {
  if (history_.find(seq) == nullptr) return false;
  const auto place = std::lower_bound(put_aside_.begin(), put_aside_.end(), seq);
  if (place != put_aside_.end() && *place == seq) return false;
  put_aside_.insert(place, seq);
  for (auto& slot : ends_.links) {
    if (slot) slot->skip(seq);
  }
  return true;
}

void CommandFeed::replay_after(std::uint64_t seq, bool with_clients, Slot slot) {
  auto& link = *ends_.links[slot];
  link.backlog = seq + 1;
  if (!with_clients) link.without_clients_up_to = ends_.conductor.last_seq();
  publish(slot, kNoLimit);
}

void CommandFeed::tell_lost_gates(Frame from) {
  const std::string reason = "all workers were lost, the last over " + lost_over_;
  for (auto seq = history_.first_seq(); seq <= ends_.conductor.last_seq(); ++seq) {
    const auto* command = history_.find(seq);
    if (command == nullptr) return;
    const bool is_heard = command->op == engine::Op::kGate || engine::is_of_note(command->op);
    if (command->frame < from || !is_heard) continue;
    ends_.conductor.tell_withheld(seq, seq, reason);
  }
}

void CommandFeed::skip_missed_commands(Slot slot) {
  auto& link = *ends_.links[slot];
  ends_.journal.remark("a flood: commands " + std::to_string(link.backlog) + " up to " +
                       std::to_string(history_.first_seq()) + " were never played");
  ends_.conductor.tell_withheld(link.backlog, history_.first_seq() - 1,
                                "a flood: more came than could be kept");
  link.backlog = history_.first_seq();
}

/// Writes what the slot is owed and lets it render what is whole, blocks up to `limit` at most.
void CommandFeed::publish(Slot slot, Frame limit) {
  // Before any worker can say that it has met them.
  ends_.progress.set_last_seq(ends_.conductor.last_seq());
  const Frame written = write_owed(slot);
  const Frame block_end = written - written % ends_.format.block_frames + ends_.format.block_frames;
  auto& link = *ends_.links[slot];
  link.publish_horizon(std::min(written, limit), link.backlog != 0 && block_end <= limit);
}

/// Hands on what a worker is owed, as far as its ring has room. Gives the frame up to which it may
/// render: that of the first command that is not written yet.
Frame CommandFeed::write_owed(Slot slot) {
  auto& link = *ends_.links[slot];
  if (link.backlog == 0) return ends_.conductor.horizon();
  const std::uint64_t last = ends_.conductor.last_seq();
  for (; link.backlog <= last; ++link.backlog) {
    const auto* command = history_.find(link.backlog);
    if (command == nullptr) {
      ends_.roles.miss_commands(slot);  // more has come since than is kept
      return link.horizon();
    }
    bool withhold = std::binary_search(put_aside_.begin(), put_aside_.end(), link.backlog);
    const bool is_needed = command->op == engine::Op::kSwapPatch ||
                           command->op == engine::Op::kSample || is_release(*command);
    if (!withhold && !is_needed && link.backlog <= link.without_clients_up_to &&
        ends_.conductor.is_clients(link.backlog)) {
      withhold = true;
      ends_.journal.write(ends_.conductor.horizon(), conductor::withhold_line(*command));
      ends_.conductor.tell_withheld(link.backlog, link.backlog,
                                    "all workers were lost again, the last over " + lost_over_);
    }
    // Its number is taken all the same: who counts by numbers must not wait for it.
    engine::Command written = *command;
    if (withhold) written.op = engine::Op::kNone;
    if (!link.write(written)) return command->frame;
    ++(withhold ? withheld_ : replayed_);
  }
  link.backlog = 0;
  return ends_.conductor.horizon();
}

}  // namespace chronus::supervisor
