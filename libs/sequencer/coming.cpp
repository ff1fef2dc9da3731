// SPDX-License-Identifier: MIT
// When a sequencer's next step comes, and what it will be as things stand.
#include <algorithm>

#include "sequencer/sequencer.hpp"

namespace chronus::sequencer {

int Sequencer::coming_step() const {
  const bool wraps = current_ + 1 >= static_cast<int>(content_.pattern.size());
  return reset_ || wraps ? 0 : current_ + 1;
}

bool Sequencer::takes_staged() const {
  if (!is_staged_ || wait_ == kNoTick) return is_staged_;
  return clock_.transport().at_tick(wait_).nearest() <= clock_.frame(clock_.next());
}

const Content& Sequencer::coming_content() const {
  return coming_step() == 0 && takes_staged() ? staged_ : content_;
}

std::uint8_t Sequencer::coming_velocity() const {
  const Content& content = coming_content();
  const int step = coming_step();
  if (step > 0 || content.chain.empty()) return content.pattern[static_cast<std::size_t>(step)];
  const bool is_new = &content == &staged_ && chain_is_new_;
  const Pattern& pattern = content.chain[is_new ? 0 : chain_at_];
  return pattern.empty() ? kRestVelocity : pattern.front();
}

bool Sequencer::holds_gate() const {
  // A restart before the next step would put step 0 in its place, and a rest that has played
  // already, nudged earlier than the gate's end, stands between the gate and a tie.
  if (!sounds_ || coming_velocity() != kTie || clock_.restart_frame() <= due_) return false;
  const int step = coming_step();
  const std::int64_t cycle = step == 0 ? cycle_ + 1 : cycle_;
  const Trig trig = coming_content().trig(static_cast<std::size_t>(step));
  return is_met(trig.condition, cycle) && is_drawn(trig, cycle, step);
}

/// The next step plays in its own step or, nudged earlier, in the one before: so that steps never
/// change places, but where swing and nudge together would have them meet. Then the second one
/// follows a frame later.
void Sequencer::schedule() {
  if (!playing()) return;
  // One that has not played a step yet waits for the restart.
  if (current_ < 0 && clock_.restart_frame() != kNever) {
    due_ = kNever;
    return;
  }
  const int step = coming_step();
  const Trig trig = coming_content().trig(static_cast<std::size_t>(step));
  due_ = std::max(clock_.frame(clock_.next(shift_of(step, trig))), played_ + 1);
}

/// What was set out when a step began lies elsewhere when the tempo has changed. What should have
/// been by now follows at once; an off or a repeat is still behind the hit before it, which was.
void Sequencer::follow_tempo() {
  schedule();
  if (gates_off_ != kNever) end_gates_at(clock_.marks().gate_end, now_);
  if (repeat_at_ != kNever) {
    repeat_at_ = std::max(now_, clock_.frame(place_of_repeat(repeats_.next)));
  }
}

ExactFrame Sequencer::next_boundary() const {
  if (clock_.restart_frame() <= due_) return clock_.restart_position();
  return clock_.boundary(now_);
}

Tick Sequencer::next_quantum() const {
  const TempoGrid& transport = clock_.transport();
  return transport.next_multiple(transport.downbeat(), quantum_, now_);
}

}  // namespace chronus::sequencer
