// SPDX-License-Identifier: MIT
// What a sequencer does as time goes on.
#include <algorithm>
#include <cmath>
#include <utility>

#include "sequencer/chance.hpp"
#include "sequencer/note_name.hpp"
#include "sequencer/sequencer.hpp"

namespace chronus::sequencer {
namespace {

/// Gate lengths are taken to this part of a step.
constexpr int kGateBits = 36;

/// As far behind `at` as `end` is behind `start`.
SongPosition moved(SongPosition at, SongPosition start, SongPosition end) {
  return SongPosition::from_fixed(at.fixed() + (end.fixed() - start.fixed()));
}

}  // namespace

Frame Sequencer::next_frame() const {
  if (!playing()) return kNever;
  return std::min({gates_off_, clock_.restart_frame(), std::max(due_, now_), repeat_at_});
}

Frame Sequencer::play(Frame frame, CommandBudget& budget, EventList& out) {
  for (;;) {
    // On one frame: gate offs first, a restart before the step that it replaces, and a hit before
    // the repeat that it ends.
    if (frame == gates_off_) {
      end_gates(out);
    } else if (frame == clock_.restart_frame()) {
      clock_.take_restart();
      reset_ = true;
      cycle_ = -1;
      schedule();
    } else if (frame == std::max(due_, now_)) {
      play_step(frame, budget, out);
    } else {
      repeat_if_room(budget, out);
    }
    if (const Frame next = next_frame(); next != frame) return next;
  }
}

void Sequencer::play_step(Frame frame, CommandBudget& budget, EventList& out) {
  const int step = coming_step();
  if (step == 0) begin_cycle();
  current_ = step;
  reset_ = false;
  played_ = frame;
  const Trig trig = content_.trig(static_cast<std::size_t>(step));
  SongPosition start = clock_.next(shift_of(step, trig));
  if (clock_.frame(start) != frame) start = clock_.position(frame);
  clock_.step();
  const bool is_met_now = is_met(trig.condition, cycle_);
  if (trig.condition.is_looked_back_at()) last_condition_ = is_met_now;
  sounds_ = sounds_ && !muted_;
  if (!muted_) {
    const bool plays = is_met_now && is_drawn(trig, cycle_, step);
    sound(start, frame, plays && has_room_for(step, frame, budget), out);
  }
  schedule();
  Event told = event(frame, EventKind::kStep);
  told.step = current_;
  out.add(told);
}

/// For the first hit of a step and for its lanes, all of which count, since only some may hold.
bool Sequencer::has_room_for(int step, Frame frame, CommandBudget& budget) const {
  const bool hits = is_hit(content_.pattern[static_cast<std::size_t>(step)]);
  const auto lanes = std::count_if(assignments_.begin(), assignments_.end(), [](const auto& a) {
    return !a.is_gate() && a.target.found && !a.target.plays_notes;
  });
  const int gates = hits ? gate_commands() : 0;
  const int commands = static_cast<int>(lanes) + (hits ? gates : bends());
  if (budget.take(frame, number_, commands, gates > 0 ? 2 : 1)) return true;
  const std::uint32_t ratchet = content_.trig(static_cast<std::size_t>(step)).ratchet;
  budget.leave_out(hits ? static_cast<int>(ratchet) : 1, number_);
  return false;
}

/// Of a hit: its ons, and its offs, which are counted here since they come in any case.
int Sequencer::gate_commands() const {
  int commands = 0;
  for (const Assignment& a : assignments_) {
    const Part part = part_of(a);
    if (part == Part::kGate) commands += 2;
    if (part == Part::kNotes) commands += notes_of(a)->notes_at(current_) + 1;
  }
  return commands;
}

/// If the step is a tie.
int Sequencer::bends() const {
  int commands = 0;
  for (const Assignment& a : assignments_) {
    if (bends_in_step(a)) commands += notes_of(a)->notes_at(current_);
  }
  return commands;
}

/// An instrument is played with notes where there is a lane of them, whichever of its modules is
/// assigned, and however many: each lane plays it once.
Sequencer::Part Sequencer::part_of(const Assignment& assignment) const {
  const ResolvedTarget& target = assignment.target;
  if (!target.found) return Part::kNothing;
  if (target.instrument == kNoInstrument || (!assignment.is_gate() && !target.plays_notes)) {
    return assignment.is_gate() ? Part::kGate : Part::kParam;
  }
  if (notes_are_played_by_another(assignment)) return Part::kNothing;
  if (notes_of(assignment) != nullptr) return Part::kNotes;
  return assignment.is_gate() ? Part::kGate : Part::kNothing;
}

/// Of an assignment that may play notes.
const Lane* Sequencer::notes_of(const Assignment& assignment) const {
  return content_.find(assignment.is_gate() ? kNoteLane : std::string_view(assignment.lane));
}

bool Sequencer::notes_are_played_by_another(const Assignment& assignment) const {
  bool is_before = true;
  for (const Assignment& other : assignments_) {
    if (&other == &assignment) {
      is_before = false;
      continue;
    }
    const ResolvedTarget& target = other.target;
    if (!target.found || target.instrument != assignment.target.instrument) continue;
    // A lane's assignment goes before a gate's; of several alike the first.
    if (assignment.is_gate() ? target.plays_notes && content_.find(other.lane) != nullptr
                             : target.plays_notes && is_before && other.lane == assignment.lane) {
      return true;
    }
    const bool gates_with_notes = other.is_gate() && notes_of(other) != nullptr;
    if (assignment.is_gate() && is_before && gates_with_notes) return true;
  }
  return false;
}

void Sequencer::begin_cycle() {
  ++cycle_;
  if (current_ < 0) wait_ = kNoTick;
  if (takes_staged()) take_staged();
  if (content_.chain.empty()) return;
  content_.take_from_chain(chain_at_);
  chain_at_ = static_cast<std::uint8_t>((chain_at_ + 1U) % content_.chain.size());
}

void Sequencer::take_staged() {
  if (!is_staged_) return;
  std::swap(content_, staged_);
  is_staged_ = false;
  wait_ = kNoTick;
  if (chain_is_new_) chain_at_ = 0;
}

bool Sequencer::is_met(const Condition& condition, std::int64_t cycle) const {
  return condition.holds(cycle, fill_, last_condition_);
}

bool Sequencer::is_drawn(const Trig& trig, std::int64_t cycle, int step) const {
  if (trig.chance == kMillion) return true;
  return draw_million(seed_, id_, cycle, step) < static_cast<std::int32_t>(trig.chance);
}

/// `plays`: its condition and its chance are with it; else neither its gate nor its lanes are.
void Sequencer::sound(SongPosition start, Frame frame, bool plays, EventList& out) {
  const auto step = static_cast<std::size_t>(current_);
  const std::uint8_t velocity = content_.pattern[step];
  const bool hits = plays && is_hit(velocity);
  const bool ties = plays && velocity == kTie && sounds_ && is_open();
  // A gate without an end has been waiting for a tie. A tempo that went up, or a nudge, may bring
  // a hit before the last one's gate is over.
  if (hits || (!ties && gates_off_ == kNever && is_open())) silence(frame, out);
  sounds_ = hits || ties;
  if (plays) send_params(frame, sounds_, out);
  if (hits) hit(start, frame, static_cast<int>(content_.trig(step).ratchet), out);
  if (!ties) return;
  bend_notes(frame, out);
  repeat_at_ = kNever;
  end_gates_at(end_of_step(), frame + 1);
}

/// Of the step that plays, as swing has left it: where the next one lies before it is nudged.
SongPosition Sequencer::end_of_step() const {
  const int next = current_ + 1;
  return clock_.next(next < static_cast<int>(content_.pattern.size()) ? swing_of(next) : 0);
}

/// The gate's length is a part of the step as swing has left it.
void Sequencer::hit(SongPosition start, Frame frame, int ratchet, EventList& out) {
  const SongPosition end_of_room = end_of_step();
  const SongPosition end = moved(start, clock_.last(swing_of(current_)), end_of_room);
  const std::uint8_t velocity = content_.pattern[static_cast<std::size_t>(current_)];
  if (ratchet == 1) return open_gates(start, end, frame, velocity, out);
  // A step that is nudged later has less room for its hits.
  clock_.marks().repeats = start;
  clock_.marks().repeats_end = std::min(end, end_of_room);
  repeats_ = {0, static_cast<std::uint8_t>(ratchet), velocity};
  repeat_at_ = frame;
  repeat(out);
}

SongPosition Sequencer::place_of_repeat(int n) const {
  return between(clock_.marks().repeats, clock_.marks().repeats_end, n, repeats_.count);
}

void Sequencer::repeat(EventList& out) {
  const Frame frame = repeat_at_;
  const SongPosition start = place_of_repeat(repeats_.next++);
  const SongPosition end = place_of_repeat(repeats_.next);
  close_gates(frame, out);
  open_gates(start, end, frame, repeats_.velocity, out);
  // Hits closer than a frame are a frame apart.
  const bool is_last = repeats_.next == repeats_.count;
  repeat_at_ = is_last ? kNever : std::max(clock_.frame(end), frame + 1);
}

void Sequencer::repeat_if_room(CommandBudget& budget, EventList& out) {
  if (budget.take(repeat_at_, number_, gate_commands(), 2)) return repeat(out);
  budget.leave_out(repeats_.count - repeats_.next, number_);
  repeat_at_ = kNever;
}

void Sequencer::send_params(Frame frame, bool sounds, EventList& out) const {
  const auto step = static_cast<std::size_t>(current_);
  const bool has_gates = std::any_of(assignments_.begin(), assignments_.end(),
                                     [](const Assignment& a) { return a.is_gate(); });
  for (const Assignment& a : assignments_) {
    if (part_of(a) != Part::kParam) continue;
    const Lane* const lane = content_.find(a.lane);
    if (lane == nullptr) continue;
    const double value = lane->values[step];
    if (std::isnan(value)) continue;
    // A note under a rest would bend the tail of the note before, where there are gates to rest.
    if (lane->is_note() ? value == 0.0 || (has_gates && !sounds)
                        : value == 0.0 && !a.target.zero_is_legal) {
      continue;
    }
    Event param = event(frame, EventKind::kParam);
    param.target = a.target;
    param.value = lane->is_note() ? note_hz(value) : value;
    out.add(param);
  }
}

void Sequencer::open_gates(SongPosition start, SongPosition end, Frame frame, std::uint8_t velocity,
                           EventList& out) {
  bool opens = false;
  for (Assignment& a : assignments_) {
    const Part part = part_of(a);
    if (part == Part::kNotes) play_notes(a, frame, velocity, out);
    if (part == Part::kGate) {
      Event on = event(frame, EventKind::kGateOn);
      on.target = a.target;
      on.velocity = velocity / 127.0;
      out.add(on);
      a.open = Assignment::Open::kGate;
    }
    opens = opens || a.open != Assignment::Open::kNothing;
  }
  if (!opens) return;
  const std::int64_t part = std::llround(std::ldexp(gate_len_, kGateBits));
  // An off on the frame of its on would be sorted before it, and the gate would hang.
  end_gates_at(between(start, end, part, std::int64_t{1} << kGateBits), frame + 1);
}

void Sequencer::play_notes(Assignment& assignment, Frame frame, std::uint8_t velocity,
                           EventList& out) const {
  Event on = event(frame, EventKind::kNoteOn);
  on.velocity = velocity / 127.0;
  add_notes(assignment, on, out);
  assignment.open = Assignment::Open::kNotes;
}

/// All that its lane has in this step, as one kind of event.
void Sequencer::add_notes(const Assignment& assignment, const Event& as, EventList& out) const {
  const Lane& lane = *notes_of(assignment);
  const int count = lane.notes_at(current_);
  const auto first = static_cast<std::uint32_t>((&assignment - assignments_.data()) * kMaxChord);
  Event note = as;
  note.target = assignment.target;
  for (int nth = 0; nth < count; ++nth) {
    note.value = lane.note_hz_at(current_, nth);
    note.note = first + static_cast<std::uint32_t>(nth);
    out.add(note);
  }
}

/// In a tie: what has notes of its own there bends those that sound to them.
void Sequencer::bend_notes(Frame frame, EventList& out) const {
  for (const Assignment& a : assignments_) {
    if (bends_in_step(a)) add_notes(a, event(frame, EventKind::kNoteBend), out);
  }
}

bool Sequencer::bends_in_step(const Assignment& assignment) const {
  if (assignment.open != Assignment::Open::kNotes) return false;
  const Lane* lane = notes_of(assignment);
  return lane != nullptr && lane->noted_step(current_) == current_;
}

void Sequencer::end_gates_at(SongPosition end, Frame earliest) {
  clock_.marks().gate_end = end;
  gates_off_ = std::max(earliest, clock_.frame(end));
}

bool Sequencer::is_open() const {
  return std::any_of(assignments_.begin(), assignments_.end(),
                     [](const Assignment& a) { return a.open != Assignment::Open::kNothing; });
}

/// The end of a gate, but for a tie: then the gate has none until the tie plays.
void Sequencer::end_gates(EventList& out) {
  if (repeat_at_ == kNever && is_open() && holds_gate()) {
    gates_off_ = kNever;
  } else {
    close_gates(gates_off_, out);
  }
}

void Sequencer::close_gates(Frame frame, EventList& out) {
  for (Assignment& a : assignments_) close_gate(a, frame, out);
  gates_off_ = kNever;
}

void Sequencer::silence(Frame frame, EventList& out) {
  close_gates(frame, out);
  repeat_at_ = kNever;
}

void Sequencer::close_gate(Assignment& assignment, Frame frame, EventList& out) const {
  const auto open = std::exchange(assignment.open, Assignment::Open::kNothing);
  if (open == Assignment::Open::kNothing) return;
  const bool is_gate = open == Assignment::Open::kGate;
  Event off = event(frame, is_gate ? EventKind::kGateOff : EventKind::kNoteOff);
  off.target = assignment.target;
  out.add(off);
}

Event Sequencer::event(Frame frame, EventKind kind) const {
  Event event;
  event.frame = frame;
  event.kind = kind;
  event.sequencer = number_;
  return event;
}

}  // namespace chronus::sequencer
