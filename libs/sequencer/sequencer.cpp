// SPDX-License-Identifier: MIT
#include "sequencer/sequencer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sequencer/chance.hpp"

namespace chronus::sequencer {

namespace {

constexpr int kDefaultSteps = 16;

double beats(Tick ticks) { return static_cast<double>(ticks) / kTicksPerBeat; }

}  // namespace

std::size_t Settings::memory_bytes() const {
  std::size_t bytes = sizeof(*this) + heap_bytes(id) + content.memory_bytes() +
                      assignments.capacity() * sizeof(assignments[0]);
  for (const auto& a : assignments) {
    bytes += heap_bytes(a.module) + heap_bytes(a.lane) + heap_bytes(a.param);
  }
  return bytes;
}

SequencerInfo info_of(const Settings& settings) {
  const Content& content = settings.content;
  SequencerInfo info;
  info.id = settings.id;
  info.bpm = settings.bpm;
  info.own_tempo = settings.own_tempo;
  info.steps = static_cast<int>(content.pattern.size());
  info.division = settings.division;
  info.pattern = pattern_text(content.pattern);
  for (const Pattern& pattern : content.chain) info.chain.push_back(pattern_text(pattern));
  info.gate_len = settings.gate_len;
  info.swing = settings.swing;
  info.quantum = settings.quantum;
  info.seed = settings.seed;
  info.fill = settings.fill;
  info.muted = settings.muted;
  info.prob = trigs_text(TrigField::kChance, content.trigs);
  info.ratchet = trigs_text(TrigField::kRatchet, content.trigs);
  info.nudge = trigs_text(TrigField::kNudge, content.trigs);
  info.cond = trigs_text(TrigField::kCondition, content.trigs);
  for (const Lane& lane : content.lanes) info.lanes.push_back({lane.name, lane.text()});
  info.assignments = settings.assignments;
  return info;
}

Sequencer::Sequencer(std::uint32_t number, std::string_view id, const TempoGrid& transport,
                     Frame now)
    : number_(number), seed_(default_seed(id)), clock_(transport), now_(now), id_(id) {
  content_.pattern.push_back(kHitVelocity);
  content_.resize(kDefaultSteps);
}

Settings Sequencer::settings() const {
  Settings settings;
  settings.id = id_;
  settings.content = latest();
  settings.bpm = bpm();
  settings.own_tempo = own_tempo();
  settings.division = division();
  settings.gate_len = gate_len_;
  settings.swing = kMinSwing + swing_ * 50.0 / kStepParts;
  settings.quantum = beats(quantum_);
  settings.seed = seed_;
  settings.fill = fill_;
  settings.muted = muted_;
  settings.assignments.reserve(assignments_.size());
  for (const Assignment& a : assignments_) {
    settings.assignments.push_back({a.module, a.lane, a.param});
  }
  return settings;
}

SequencerInfo Sequencer::info() const {
  SequencerInfo info = info_of(settings());
  if (playing()) info.plays = pattern_text(content_.pattern);
  info.playing = playing();
  info.current_step = current_;
  info.cycle = cycle_;
  info.pending.start = playing() && current_ < 0;
  info.pending.change = is_staged_;
  if (wait_ != kNoTick) info.pending.beat = beats(wait_);
  return info;
}

SequencerBrief Sequencer::brief() const {
  return {id_,       bpm(),  steps(), division(), pattern_text(latest().pattern),
          playing(), muted_, current_};
}

std::size_t Sequencer::memory_bytes() const {
  std::size_t bytes = sizeof(*this) + heap_bytes(id_) + content_.memory_bytes() +
                      staged_.memory_bytes() + assignments_.capacity() * sizeof(Assignment);
  for (const Assignment& a : assignments_) {
    bytes += heap_bytes(a.module) + heap_bytes(a.lane) + heap_bytes(a.param);
  }
  return bytes;
}

void Sequencer::set_tempo(double bpm) {
  clock_.set_tempo(bpm, now_);
  follow_tempo();
}

void Sequencer::follow_transport() {
  clock_.follow_transport();
  follow_tempo();
}

void Sequencer::set_division(int division) {
  clock_.set_division(division, now_);
  follow_tempo();
}

void Sequencer::set_steps(int steps) {
  if (steps == this->steps()) return;
  edited().resize(steps);
  schedule();
}

void Sequencer::set_swing(double percent) {
  // Of two steps, the second starts this part of one step later than half of the pair.
  swing_ = static_cast<std::int32_t>(std::llround((2.0 * percent - 100.0) * kMillion));
  schedule();
}

void Sequencer::set_quantum(double beats) {
  quantum_ = static_cast<Tick>(std::llround(beats * static_cast<double>(kTicksPerBeat)));
  if (quantum_ == 0 && is_staged_) wait_ = kNoTick;
  schedule();
}

Content& Sequencer::edited() {
  // Nothing has been heard before the first step: there is no cycle to wait for.
  if (!playing() || current_ < 0) return content_;
  if (is_staged_) return staged_;
  staged_ = content_;
  is_staged_ = true;
  chain_is_new_ = false;
  if (quantum_ > 0) wait_ = next_quantum();
  return staged_;
}

void Sequencer::set_pattern(Pattern pattern) {
  Content& content = edited();
  fit(pattern, static_cast<int>(content.pattern.size()));
  content.pattern = std::move(pattern);
  content.chain.clear();
  schedule();
}

void Sequencer::set_pattern_and_steps(Pattern pattern) {
  Content& content = edited();
  content.resize(static_cast<int>(pattern.size()));
  content.pattern = std::move(pattern);
  content.chain.clear();
  schedule();
}

void Sequencer::set_chain(std::vector<Pattern> patterns) {
  Content& content = edited();
  if (patterns.empty() && !content.chain.empty() && &content == &staged_) {
    // While this change waited, the chain may have played on.
    const std::size_t steps = staged_.pattern.size();
    staged_.pattern = content_.pattern;
    fit(staged_.pattern, static_cast<int>(steps));
  }
  content.chain = std::move(patterns);
  if (&content == &staged_) {
    chain_is_new_ = true;
  } else {
    chain_at_ = 0;
  }
  schedule();
}

void Sequencer::set_trigs(TrigField field, const std::vector<Trig>& values) {
  edited().set(field, values);
  schedule();
}

void Sequencer::rotate(int n) {
  Content& content = edited();
  rotate_right(content.pattern, n);
  for (Pattern& pattern : content.chain) {
    fit(pattern, static_cast<int>(content.pattern.size()));
    rotate_right(pattern, n);
  }
}

Status Sequencer::can_set_lane(std::string_view name) const {
  if (latest().lanes.size() < kMaxLanes || latest().find(name) != nullptr) return {};
  return Error{"sequencer '" + id_ + "' has " + std::to_string(kMaxLanes) +
               " lanes already, the most there may be"};
}

Status Sequencer::set_lane(Lane lane) {
  if (Status fits = can_set_lane(lane.name); !fits) return fits;
  edited().set(std::move(lane));
  schedule();
  return {};
}

Status Sequencer::remove_lane(std::string_view name) {
  if (latest().find(name) == nullptr) {
    return Error{"sequencer '" + id_ + "' has no lane '" + std::string(name) + "'"};
  }
  edited().remove(name);
  schedule();
  return {};
}

void Sequencer::start(Frame now, const std::optional<TempoGrid>& companions) {
  if (playing()) return;
  Frame from = now;
  if (quantum_ > 0) {
    wait_ = next_quantum();
    from = std::max(now, clock_.transport().at_tick(wait_).nearest());
  }
  begin(now);
  clock_.start(from, companions);
  schedule();
}

void Sequencer::begin(Frame now) {
  current_ = -1;
  cycle_ = -1;
  chain_at_ = 0;
  last_condition_ = false;
  sounds_ = false;
  played_ = now - 1;
}

void Sequencer::start_in_song(Frame now) {
  if (playing()) return;
  begin(now);
  clock_.start_in_song(now, TempoGrid(clock_.rate(), clock_.bpm(), {now, 0}));
  const std::int64_t step = clock_.own_tempo() ? 0 : clock_.count();
  if (step > 0) {
    const auto steps = static_cast<std::int64_t>(content_.pattern.size());
    const std::int64_t cycle = step / steps;
    current_ = static_cast<int>((step - 1) % steps);
    // The step behind the last one begins the next cycle by itself.
    cycle_ = step % steps == 0 ? cycle - 1 : cycle;
    if (const auto chain = static_cast<std::int64_t>(content_.chain.size()); chain > 0) {
      if (step % steps != 0) content_.take_from_chain(static_cast<std::size_t>(cycle % chain));
      chain_at_ = static_cast<std::uint8_t>((cycle_ + 1) % chain);
    }
  }
  schedule();
}

Sequencer::Place Sequencer::place() const {
  // A restart begins anew, cycles as well.
  if (clock_.restart_frame() != kNever) {
    return {-1, -1, 0, last_condition_, clock_.restart_position()};
  }
  const int current = reset_ ? -1 : current_;
  // The next step's own, which a nudge or swing may have left behind.
  const ExactFrame next = clock_.boundary(std::numeric_limits<Frame>::min());
  return {current, cycle_, chain_at_, last_condition_, next};
}

void Sequencer::start_at(const Place& place, Frame now) {
  if (playing()) return;
  begin(now);
  clock_.start(now, std::nullopt);
  clock_.restart_at(place.next);
  clock_.take_restart();
  const int steps = this->steps();
  current_ = std::clamp(place.current, -1, steps - 1);
  cycle_ = std::max<std::int64_t>(place.cycle, -1);
  const auto chain = static_cast<int>(content_.chain.size());
  chain_at_ = static_cast<std::uint8_t>(chain > 0 ? std::clamp(place.chain_at, 0, chain - 1) : 0);
  last_condition_ = place.last_condition;
  schedule();
}

void Sequencer::stop(Frame now, EventList& out) {
  silence(now, out);
  take_staged();
  clock_.stop();
  due_ = kNever;
  wait_ = kNoTick;
  reset_ = false;
  current_ = -1;
  cycle_ = -1;
}

void Sequencer::reset() {
  if (!playing()) return;
  reset_ = true;
  cycle_ = -1;
  schedule();
}

void Sequencer::mute(bool muted, Frame now, EventList& out) {
  if (muted) silence(now, out);
  muted_ = muted;
}

void Sequencer::restart_at(ExactFrame position) {
  clock_.restart_at(position);
  schedule();
}

void Sequencer::transport_changed(ExactFrame position) {
  if (!playing()) return;
  // A start that waits for a beat of the transport goes where the beat has gone.
  if (own_tempo() && current_ < 0 && wait_ != kNoTick) {
    const ExactFrame beat = clock_.transport().at_tick(wait_);
    if (beat >= position) clock_.start_again(beat.nearest());
  }
  follow_tempo();
}

void Sequencer::transport_renumbered(Int128 shift) {
  if (playing() && !own_tempo()) clock_.renumber(shift);
}

}  // namespace chronus::sequencer
