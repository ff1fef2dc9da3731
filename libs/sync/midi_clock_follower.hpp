// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <deque>

#include "sync/clock_filter.hpp"
#include "sync/midi_parser.hpp"
#include "sync/source.hpp"

namespace chronus::sync {

/// Tempo, phase and song position out of MIDI clock: 24 bytes a quarter note, Start, Stop, Continue
/// and song position. A core; any events in any order at any times are fine.
///
/// A lost clock is counted by the gap that it leaves, a burst behind a gap is not counted twice. A
/// tempo that jumps is found anew within a beat, and the count goes on. Tempi outside
/// sequencer::kMinBpm to kMaxBpm are not believed.
class MidiClockFollower final : public Source {
 public:
  /// `timeout_clocks`: silence of so many clock periods, ≥ 2, lets the clock go.
  explicit MidiClockFollower(double timeout_clocks = 24.0) : timeout_clocks_(timeout_clocks) {}

  /// `ns` is when it came; before the last one counts as at the last one.
  void event(const MidiEvent& event, std::int64_t ns);

  void poll(std::int64_t now_ns) override;
  State state() const override { return state_; }
  std::optional<Moment> at(std::int64_t ns) const override;
  std::optional<Cue> take_cue() override;
  double grain_beats() const override { return 1.0 / kClocksPerBeat; }

  /// The mean absolute error of the clock's times; 0 before it was locked.
  double jitter_s() const { return filter_.jitter_s(); }

 private:
  static constexpr std::size_t kSeen = 12;  // clocks that tell a tempo

  /// One of the last clocks.
  struct Seen {
    std::int64_t ns = 0;
    std::int64_t skipped = 0;  ///< it moved the count by so many more than one, or less
  };
  /// The straight line through the last kSeen of them.
  struct Line {
    double period_s = 0.0;
    double last_s = 0.0;   ///< where it says that the last one was, from epoch_ns_
    double mean_s = 0.0;   ///< of the clocks' distances from it, root mean square
    double worst_s = 0.0;  ///< the largest of them
  };

  void clock(std::int64_t ns);
  void see(std::int64_t ns, std::int64_t skipped);
  void learn(std::int64_t ns);
  Line fit() const;
  void lock(const Line& line);
  std::int64_t follow(std::int64_t ns);
  bool has_jumped(const Line& line) const;
  bool begins_song(std::int64_t ns);
  void start(std::int64_t clocks, std::int64_t ns);
  void stop();
  void ask(const Cue& cue);
  bool is_believable(double period_s) const;
  double seconds(std::int64_t ns) const { return static_cast<double>(ns - epoch_ns_) * 1e-9; }

  double timeout_clocks_;
  State state_ = State::kSearching;
  ClockFilter filter_;
  std::int64_t epoch_ns_ = 0;    // the filter's zero: small numbers keep their nanoseconds
  std::int64_t last_ns_ = 0;     // of the last event
  std::int64_t clock_ns_ = 0;    // of the last clock
  std::int64_t next_clock_ = 0;  // the number of the next clock; a start sets it
  std::int64_t position_ = 0;    // the number from which Continue goes on
  bool running_ = false;
  bool start_waits_ = false;        // for its first clock, whose time cannot be foretold
  bool is_first_ = false;           // the next clock is the first after a start
  std::array<Seen, kSeen> seen_{};  // the last clocks, in order
  std::size_t seen_count_ = 0;
  std::int64_t in_debt_ = 0;  // clocks taken for lost that may still come in a burst
  std::deque<Cue> cues_;
};

}  // namespace chronus::sync
