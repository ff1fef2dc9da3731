// SPDX-License-Identifier: MIT
#include "sync/midi_clock_follower.hpp"

#include <algorithm>
#include <cmath>

#include "sequencer/tempo_grid.hpp"

namespace chronus::sync {
namespace {

constexpr double kLongest_s = 60.0 / (sequencer::kMinBpm * kClocksPerBeat);
constexpr double kShortest_s = 60.0 / (sequencer::kMaxBpm * kClocksPerBeat);
/// A clock at the very edge wanders over it by its jitter.
constexpr double kEdge = 0.02;
/// Of a period: more than this beside its place is no jitter of one clock, but the wrong clocks.
constexpr double kOutOfLine = 0.75;
/// Of a period: one clock missing among the last ones shows as more than this.
constexpr double kInLine = 0.25;
/// Of a period: what the loop copes with by itself.
constexpr double kJump = 0.03;
/// Of a period: a clock that was restarted with the song.
constexpr double kNewPhase = 0.25;
/// Only the last few things asked for still matter.
constexpr std::size_t kMostCues = 8;

}  // namespace

void MidiClockFollower::event(const MidiEvent& event, std::int64_t ns) {
  last_ns_ = ns = std::max(ns, last_ns_);
  switch (event.status) {
    case midi::kClock:
      return clock(ns);
    case midi::kStart:
      return start(0, ns);
    case midi::kContinue:
      if (!running_) start(position_, ns);
      return;
    case midi::kStop:
      return stop();
    case midi::kSongPosition:
      // MIDI 1.0: only a stopped one may be moved.
      if (!running_) position_ = std::int64_t{event.sixteenths} * kClocksPerSixteenth;
      return;
    default:
      return;
  }
}

void MidiClockFollower::ask(const Cue& cue) {
  if (cues_.size() == kMostCues) cues_.pop_front();
  cues_.push_back(cue);
}

void MidiClockFollower::start(std::int64_t clocks, std::int64_t ns) {
  running_ = true;
  is_first_ = true;
  position_ = clocks;
  next_clock_ = clocks;
  start_waits_ = true;
  if (state_ != State::kLocked) return;
  // The first clock is the next one: where it is due is known, so that the song need not begin
  // late.
  if (filter_.error_s(seconds(ns)) > filter_.period_s() / 2.0) return;  // it has been paused
  start_waits_ = false;
  ask({Cue::Kind::kStart, static_cast<double>(clocks) / kClocksPerBeat,
       epoch_ns_ + std::llround(filter_.next_s() * 1e9)});
}

void MidiClockFollower::stop() {
  if (running_) position_ = next_clock_;
  running_ = false;
  start_waits_ = false;
  is_first_ = false;
  ask({Cue::Kind::kStop, 0.0, 0});
}

void MidiClockFollower::clock(std::int64_t ns) {
  if (start_waits_) {
    ask({Cue::Kind::kStart, static_cast<double>(next_clock_) / kClocksPerBeat, ns});
  }
  if (state_ != State::kLocked) {
    learn(ns);
  } else if (begins_song(ns)) {
    seen_count_ = 0;
    see(ns, 0);
  } else {
    see(ns, follow(ns));
    if (seen_count_ == kSeen) {
      if (const Line line = fit(); has_jumped(line)) lock(line);
    }
  }
  if (state_ == State::kLocked && !is_believable(filter_.period_s())) state_ = State::kSearching;
  start_waits_ = false;
  is_first_ = false;
  clock_ns_ = ns;
}

bool MidiClockFollower::is_believable(double period_s) const {
  return period_s > kShortest_s * (1.0 - kEdge) && period_s < kLongest_s * (1.0 + kEdge);
}

void MidiClockFollower::see(std::int64_t ns, std::int64_t skipped) {
  if (seen_count_ == kSeen) {
    std::copy(seen_.begin() + 1, seen_.end(), seen_.begin());
    --seen_count_;
  }
  seen_[seen_count_++] = {ns, skipped};
}

void MidiClockFollower::learn(std::int64_t ns) {
  if (seen_count_ == 0 && state_ == State::kLost && !is_first_) {
    // Whoever fell silent may have played on: it is taken to be where it would be.
    const double gap = filter_.error_s(seconds(ns)) / filter_.period_s();
    next_clock_ += std::max(std::int64_t{0}, std::int64_t{std::llround(gap)});
  }
  see(ns, 0);
  ++next_clock_;
  if (seen_count_ < kSeen) return;
  const Line line = fit();
  if (is_believable(line.period_s) && line.worst_s < kOutOfLine * line.period_s) lock(line);
}

/// By least squares over the clocks' numbers 0 to kSeen - 1.
MidiClockFollower::Line MidiClockFollower::fit() const {
  constexpr double kMiddle = (kSeen - 1) / 2.0;
  double sum = 0.0;
  double moment = 0.0;
  double spread = 0.0;
  const auto at = [&](std::size_t i) {
    return static_cast<double>(seen_[i].ns - seen_[0].ns) * 1e-9;
  };
  for (std::size_t i = 0; i < kSeen; ++i) {
    const double x = static_cast<double>(i) - kMiddle;
    sum += at(i);
    moment += x * at(i);
    spread += x * x;
  }
  const double middle = sum / kSeen;
  Line line;
  line.period_s = moment / spread;
  double squares = 0.0;
  for (std::size_t i = 0; i < kSeen; ++i) {
    const double off = at(i) - middle - (static_cast<double>(i) - kMiddle) * line.period_s;
    squares += off * off;
    line.worst_s = std::max(line.worst_s, std::abs(off));
  }
  line.mean_s = std::sqrt(squares / kSeen);
  line.last_s = seconds(seen_[0].ns) + middle + kMiddle * line.period_s;
  return line;
}

void MidiClockFollower::lock(const Line& line) {
  // Those that were passed over or counted twice were nothing but clocks of the new tempo.
  for (const Seen& seen : seen_) next_clock_ -= seen.skipped;
  const double last_ns = line.last_s * 1e9;
  epoch_ns_ += std::llround(last_ns);
  filter_.begin(last_ns * 1e-9 - static_cast<double>(std::llround(last_ns)) * 1e-9, line.period_s);
  state_ = State::kLocked;
  seen_count_ = 0;
  in_debt_ = 0;
}

/// The first clock of a song may begin a new phase, and a pause before it lost none.
bool MidiClockFollower::begins_song(std::int64_t ns) {
  if (!is_first_) return false;
  if (std::abs(filter_.error_s(seconds(ns))) < kNewPhase * filter_.period_s()) return false;
  filter_.begin(seconds(ns), filter_.period_s());
  ++next_clock_;
  return true;
}

/// Gives by how many more than one it moved the count.
std::int64_t MidiClockFollower::follow(std::int64_t ns) {
  const double late = filter_.error_s(seconds(ns)) / filter_.period_s();
  const std::int64_t lost = std::llround(late);
  if (lost < 0 && in_debt_ > 0) {
    // Held up on its way, and counted as lost when the first one behind it came.
    --in_debt_;
    return -1;
  }
  const std::int64_t more = std::max(lost, std::int64_t{0});
  in_debt_ = lost == 0 ? 0 : in_debt_ + more;
  next_clock_ += 1 + more;
  filter_.tick(seconds(ns), static_cast<int>(1 + more));
  return more;
}

/// The last clocks lie well on a line, and it is of another tempo: the loop would take long, or
/// take one of four for lost where the tempo went down by a quarter.
bool MidiClockFollower::has_jumped(const Line& line) const {
  if (!is_believable(line.period_s) || line.worst_s > kInLine * line.period_s) return false;
  // The slope of a fit through n points is off by 12^0.5 n^-1.5 of what each of them is.
  constexpr double kSlope = 0.0833;
  static_assert(kSeen == 12);
  const double off = std::abs(line.period_s - filter_.period_s());
  return off > kJump * filter_.period_s() + 5.0 * kSlope * line.mean_s;
}

void MidiClockFollower::poll(std::int64_t now_ns) {
  const double silence_s = static_cast<double>(now_ns - clock_ns_) * 1e-9;
  if (state_ == State::kLocked) {
    if (silence_s <= timeout_clocks_ * filter_.period_s()) return;
    state_ = State::kLost;
    seen_count_ = 0;
  } else if (silence_s > timeout_clocks_ * kLongest_s) {
    seen_count_ = 0;
  }
}

std::optional<Moment> MidiClockFollower::at(std::int64_t ns) const {
  if (state_ != State::kLocked || start_waits_) return std::nullopt;
  const double clocks =
      static_cast<double>(next_clock_) + filter_.error_s(seconds(ns)) / filter_.period_s();
  const double bpm = 60.0 / (filter_.period_s() * kClocksPerBeat);
  return Moment{clocks / kClocksPerBeat, std::clamp(bpm, sequencer::kMinBpm, sequencer::kMaxBpm)};
}

std::optional<Cue> MidiClockFollower::take_cue() {
  if (cues_.empty()) return std::nullopt;
  const Cue cue = cues_.front();
  cues_.pop_front();
  return cue;
}

}  // namespace chronus::sync
