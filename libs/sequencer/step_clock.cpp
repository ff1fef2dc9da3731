// SPDX-License-Identifier: MIT
#include "sequencer/step_clock.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace chronus::sequencer {

namespace {
// The longest way is a step of 240 s · rate at 1 BPM and division 1, with 64 bits of fraction.
constexpr std::int64_t kMaxDenominator = std::int64_t{1} << 27U;
static_assert(kStepParts <= kMaxDenominator);
static_assert((Int128{240} * kMaxRate) << 64 < Int128{1} << (126 - 27));
// Both places and the quotient are cut, by less than three units of 2^-64 frame in all.
constexpr Int128 kMadeUp = 8;
}  // namespace

ExactFrame between(ExactFrame start, ExactFrame end, std::int64_t numerator,
                   std::int64_t denominator) {
  CHRONUS_CHECK(numerator >= 0 && numerator <= denominator && denominator <= kMaxDenominator);
  if (numerator == 0) return start;
  if (numerator == denominator) return end;
  const Int128 way = end.fixed() - start.fixed();
  return ExactFrame::from_fixed(start.fixed() + way * numerator / denominator + kMadeUp);
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
  next_ = at(step_);
  after_ = at(step_ + 1);
}

void StepClock::step() {
  is_first_ = false;
  ++step_;
  last_ = next_;
  next_ = after_;
  after_ = at(step_ + 1);
}

ExactFrame StepClock::next(std::int64_t parts) const {
  if (parts >= 0) return between(next_, after_, parts, kStepParts);
  return is_first_ ? next_ : between(last_, next_, kStepParts + parts, kStepParts);
}

ExactFrame StepClock::boundary(Frame from) const {
  if (next_.nearest() >= from) return next_;
  return at(grid().next_step(origin_, from, division_));
}

void StepClock::set_tempo(double bpm) {
  if (!running_) {
    own_ = TempoGrid(transport_->rate(), bpm);
    return;
  }
  if (!own_) own_ = *transport_;
  if (bpm == own_->bpm()) return;
  // No grid place lies between now and the next one, so the grid may change at once.
  origin_ = own_->set_tempo_at(next_, bpm);
  step_ = 0;
  after_ = at(1);
}

void StepClock::set_division(int division) {
  if (division == division_) return;
  division_ = division;
  if (!running_) return;
  // A grid of its own keeps even a position off the ticks; on the transport's, which others
  // follow too, it goes to the nearest tick.
  origin_ = own_ ? own_->set_tempo_at(next_, own_->bpm()) : transport_->tick_at(next_);
  step_ = 0;
  after_ = at(1);
}

void StepClock::follow_transport() {
  if (!own_) return;
  own_.reset();
  if (!running_) return;
  origin_ = transport_->downbeat();
  wait_until(next_.nearest());
}

void StepClock::transport_changed(ExactFrame position) {
  if (!running_ || own_) return;
  if (next_ >= position) next_ = at(step_);
  if (after_ >= position) after_ = at(step_ + 1);
}

void StepClock::restart_at(ExactFrame position) { restart_ = position; }

void StepClock::move_restart(ExactFrame from, ExactFrame to) {
  if (restart_ && *restart_ == from) restart_ = to;
}

void StepClock::take_restart() {
  next_ = *restart_;
  step_ = 0;
  if (own_) {
    own_ = coming_grid();
    origin_ = own_->downbeat();
  } else {
    origin_ = transport_->tick_at(next_);
  }
  restart_.reset();
  is_first_ = true;
  after_ = at(1);
}

TempoGrid StepClock::coming_grid() const {
  return restart_ ? TempoGrid(own_->rate(), own_->bpm(), *restart_) : *own_;
}

}  // namespace chronus::sequencer
