// SPDX-License-Identifier: MIT
#include "sequencer/step_clock.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace chronus::sequencer {

namespace {
constexpr std::int64_t kMaxDenominator = std::int64_t{1} << 36U;
static_assert(kStepParts <= kMaxDenominator);
}  // namespace

SongPosition between(SongPosition start, SongPosition end, std::int64_t numerator,
                     std::int64_t denominator) {
  CHRONUS_CHECK(numerator >= 0 && numerator <= denominator && denominator <= kMaxDenominator);
  if (numerator == 0) return start;
  if (numerator == denominator) return end;
  const Int128 way = end.fixed() - start.fixed();
  const Int128 whole = way / denominator;  // so that no product of theirs is too large
  const Int128 rest = way - whole * denominator;
  return SongPosition::from_fixed(start.fixed() + whole * numerator +
                                  rest * numerator / denominator);
}

void StepClock::start(Frame from, const std::optional<TempoGrid>& companions) {
  has_companions_ = own_ && companions;
  if (has_companions_) own_ = *companions;
  start_again(from);
}

void StepClock::start_again(Frame from) {
  if (own_ && !has_companions_) {
    own_ = TempoGrid(own_->rate(), own_->bpm(), transport_->next_sixteenth(from));
  }
  // One whose companions only wait for their own beginning has none before theirs.
  begin(own_ ? std::max(from, own_->at_tick(own_->downbeat()).nearest()) : from);
}

void StepClock::start_in_song(Frame from, const TempoGrid& own_grid) {
  if (own_) own_ = own_grid;
  begin(from);
}

void StepClock::begin(Frame from) {
  running_ = true;
  is_first_ = true;
  origin_ = grid().downbeat();
  wait_until(from);
}

void StepClock::stop() {
  running_ = false;
  restart_.reset();
}

void StepClock::wait_until(Frame from) {
  step_ = grid().next_step(origin_, from, division_);
  next_ = place_of(step_);
  after_ = place_of(step_ + 1);
}

void StepClock::step() {
  is_first_ = false;
  ++step_;
  last_ = next_;
  next_ = after_;
  after_ = place_of(step_ + 1);
}

SongPosition StepClock::place_of(std::int64_t step) const {
  const Int128 ticks = Int128{step} * 4 * kTicksPerBeat;
  Int128 whole = ticks / division_;
  if (whole * division_ > ticks) --whole;  // to the floor
  const Int128 part = ((ticks - whole * division_) << 64) / division_;
  return SongPosition::from_fixed(((whole + origin_) << 64) + part);
}

SongPosition StepClock::next(std::int64_t parts) const {
  if (parts >= 0) return between(next_, after_, parts, kStepParts);
  return is_first_ ? next_ : between(last_, next_, kStepParts + parts, kStepParts);
}

ExactFrame StepClock::boundary(Frame from) const {
  for (const SongPosition place : {next_, after_}) {
    const ExactFrame at = grid().at_position(place);
    if (at.nearest() >= from) return at;
  }
  return grid().at_step(origin_, grid().next_step(origin_, from, division_), division_);
}

void StepClock::set_tempo(double bpm, Frame now) {
  if (!running_) {
    own_ = TempoGrid(transport_->rate(), bpm);
    return;
  }
  if (!own_) own_ = *transport_;
  if (bpm != own_->bpm()) change_from_boundary(bpm, now);
}

void StepClock::set_division(int division, Frame now) {
  if (division == division_) return;
  division_ = division;
  if (running_) change_from_boundary(bpm(), now);
}

/// What lies before the boundary keeps its place. A step that was nudged earlier has played before
/// its own boundary; one that is late waits behind it.
void StepClock::change_from_boundary(double bpm, Frame now) {
  const bool from_last = !is_first_ && frame(last_) >= now;
  const bool from_next = from_last || frame(next_) >= now;
  const SongPosition boundary = from_last ? last_ : from_next ? next_ : after_;
  step_ = from_last ? 1 : from_next ? 0 : -1;
  // A grid of its own keeps even a position off the ticks; on the transport's, which others
  // follow too, it goes to the nearest tick.
  const ExactFrame at = grid().at_position(boundary);
  origin_ = own_ ? own_->set_tempo_at(at, bpm) : transport_->tick_at(at);
  renumber(SongPosition{origin_, 0}.fixed() - boundary.fixed());
  if (from_next) next_ = place_of(step_);
  after_ = place_of(step_ + 1);
}

void StepClock::renumber(Int128 shift) {
  for (SongPosition* place :
       {&last_, &next_, &after_, &marks_.gate_end, &marks_.repeats, &marks_.repeats_end}) {
    *place = SongPosition::from_fixed(place->fixed() + shift);
  }
}

/// What still lies ahead is on another grid, on the frames where it was.
void StepClock::carry_from(const TempoGrid& old) {
  for (SongPosition* place : {&last_, &marks_.gate_end, &marks_.repeats, &marks_.repeats_end}) {
    *place = grid().position_at(old.at_position(*place));
  }
}

void StepClock::follow_transport() {
  if (!own_) return;
  const TempoGrid old = *own_;
  own_.reset();
  if (!running_) return;
  carry_from(old);
  origin_ = transport_->downbeat();
  wait_until(old.at_position(next_).nearest());
}

void StepClock::restart_at(ExactFrame position) { restart_ = position; }

void StepClock::move_restart(ExactFrame from, ExactFrame to) {
  if (restart_ && *restart_ == from) restart_ = to;
}

void StepClock::take_restart() {
  if (own_) {
    const TempoGrid old = *own_;
    own_ = coming_grid();
    carry_from(old);
    origin_ = own_->downbeat();
  } else {
    origin_ = transport_->tick_at(*restart_);
  }
  restart_.reset();
  is_first_ = true;
  step_ = 0;
  next_ = place_of(0);
  after_ = place_of(1);
}

TempoGrid StepClock::coming_grid() const {
  if (restart_) return {own_->rate(), own_->bpm(), *restart_};
  TempoGrid grid = *own_;
  grid.forget_before();
  return grid;
}

}  // namespace chronus::sequencer
