// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "base/frame.hpp"
#include "sequencer/tempo_grid.hpp"

namespace chronus::sequencer {

inline constexpr Frame kNever = std::numeric_limits<Frame>::max();
/// Shifts of a step are counted in these parts of it.
inline constexpr std::int32_t kStepParts = 100'000'000;

/// start + numerator / denominator of the way to end, 0 ≤ numerator ≤ denominator ≤ 2^36.
SongPosition between(SongPosition start, SongPosition end, std::int64_t numerator,
                     std::int64_t denominator);

/// Where the steps of one sequencer lie, even on their grid: the transport's, or one of its own.
/// Knows three places: of the step that was last, of the next one and of the one after. Places are
/// positions in the song: frame() tells where they are as the tempo is now.
class StepClock {
 public:
  /// What a step has set out when it began, and that may outlast it. Only the grid on which they
  /// are counted changes here: they stay where they are in the song.
  struct Marks {
    SongPosition gate_end;
    SongPosition repeats;  ///< the hits of a ratchet lie from here …
    SongPosition repeats_end;
  };

  /// The transport outlives the clock.
  explicit StepClock(const TempoGrid& transport) : transport_(&transport) {}

  bool running() const { return running_; }
  bool own_tempo() const { return own_.has_value(); }
  double bpm() const { return grid().bpm(); }
  int rate() const { return transport_->rate(); }
  int division() const { return division_; }
  const TempoGrid& transport() const { return *transport_; }

  /// Step 0 on the first step boundary with frame ≥ from: of the transport or, with a tempo of its
  /// own, of `companions`, the grid of those that play at it. The first with its tempo begins on
  /// the transport's next sixteenth, whatever its division, and its grid there: so what starts
  /// together stays together.
  void start(Frame from, const std::optional<TempoGrid>& companions);
  /// Where that start would lie now: what it waits for has moved.
  void start_again(Frame from);
  /// The next step on the first of its own boundaries with frame ≥ from, as if it had run since the
  /// downbeat; with a tempo of its own, on `own_grid`.
  void start_in_song(Frame from, const TempoGrid& own_grid);
  void stop();
  /// Which step of the grid, counted from where start_in_song() counts, the next one is.
  std::int64_t count() const { return step_; }
  /// The next step becomes the last.
  void step();

  /// While running. Where that is now, to the nearest frame, and the other way round.
  ExactFrame exact(SongPosition position) const { return grid().at_position(position); }
  Frame frame(SongPosition position) const { return exact(position).nearest(); }
  SongPosition position(Frame frame) const { return grid().position_at({frame, 0}); }
  /// The grid place of the next step; shifted by parts of kStepParts: later into its own step, or
  /// earlier into the one before, but the first one after a start or restart is never earlier.
  SongPosition next() const { return next_; }
  SongPosition next(std::int64_t parts) const;
  /// The same of the step that was last; parts ≥ 0.
  SongPosition last(std::int64_t parts) const { return between(last_, next_, parts, kStepParts); }
  /// The first step boundary, from the next step on, with frame ≥ from.
  ExactFrame boundary(Frame from) const;
  Marks& marks() { return marks_; }
  const Marks& marks() const { return marks_; }

  /// From the first step boundary on that is not before `now`; it keeps its place. While stopped at
  /// once.
  void set_tempo(double bpm, Frame now);
  void set_division(int division, Frame now);
  /// Back to the transport: while running, from the next step on, which goes to the first of the
  /// transport's step boundaries that is not before its place.
  void follow_transport();

  /// A restart puts a step on a position, and the grid with it.
  void restart_at(ExactFrame position);
  /// A restart at `from`, if there is one, is now at `to`.
  void move_restart(ExactFrame from, ExactFrame to);
  Frame restart_frame() const { return restart_ ? restart_->nearest() : kNever; }
  ExactFrame restart_position() const { return *restart_; }
  void take_restart();

  /// The same frames of the grid have got numbers that are higher by so many 2^-64 ticks.
  void renumber(Int128 shift);

  /// With a tempo of its own: the grid it is on, or will be on after a restart or a new tempo.
  TempoGrid coming_grid() const;

 private:
  void begin(Frame from);
  void wait_until(Frame from);
  void change_from_boundary(double bpm, Frame now);
  void carry_from(const TempoGrid& old);
  const TempoGrid& grid() const { return own_ ? *own_ : *transport_; }
  /// Of a step of the grid.
  SongPosition place_of(std::int64_t step) const;

  const TempoGrid* transport_;
  std::optional<TempoGrid> own_;
  // The next step is the step_-th of the grid from origin_.
  Tick origin_ = 0;
  std::int64_t step_ = 0;
  SongPosition last_;
  SongPosition next_;
  SongPosition after_;
  Marks marks_;
  std::optional<ExactFrame> restart_;
  int division_ = 16;
  bool running_ = false;
  bool has_companions_ = false;  // its own grid is that of others
  bool is_first_ = false;        // the next step is the first after a start or restart
};

}  // namespace chronus::sequencer
