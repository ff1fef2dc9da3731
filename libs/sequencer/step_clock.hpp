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

/// start + numerator / denominator of the way to end, 0 ≤ numerator ≤ denominator ≤ 2^27. At most
/// 2^-60 frame above the true place, never below it: what lies on a half frame still rounds up.
ExactFrame between(ExactFrame start, ExactFrame end, std::int64_t numerator,
                   std::int64_t denominator);

/// Where the steps of one sequencer lie, even on their grid: the transport's, or one of its own.
/// Knows three places: of the step that was last, of the next one and of the one after.
class StepClock {
 public:
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

  /// While running: the grid place of the next step and of the one after, and the next step's
  /// place shifted by parts of kStepParts: later into its own step, or earlier into the one before,
  /// but the first one after a start or restart is never earlier.
  ExactFrame next() const { return next_; }
  ExactFrame after() const { return after_; }
  ExactFrame next(std::int64_t parts) const;
  /// The same of the step that was last; parts ≥ 0.
  ExactFrame last(std::int64_t parts) const { return between(last_, next_, parts, kStepParts); }
  /// The first step boundary, from the next step on, with frame ≥ from.
  ExactFrame boundary(Frame from) const;

  /// From the next step on, which keeps its place, as with every change of tempo or division.
  void set_tempo(double bpm);
  void set_division(int division);
  /// Back to the transport: while running, from the next step on, which goes to the first of the
  /// transport's step boundaries that is not before its place.
  void follow_transport();
  /// The transport's tempo has changed from `position` on.
  void transport_changed(ExactFrame position);

  /// A restart puts a step on a position, and the grid with it.
  void restart_at(ExactFrame position);
  /// A restart at `from`, if there is one, is now at `to`.
  void move_restart(ExactFrame from, ExactFrame to);
  Frame restart_frame() const { return restart_ ? restart_->nearest() : kNever; }
  ExactFrame restart_position() const { return *restart_; }
  void take_restart();

  /// With a tempo of its own: the grid it is on, or will be on after a restart.
  TempoGrid coming_grid() const;

 private:
  void begin(Frame from);
  void wait_until(Frame from);
  const TempoGrid& grid() const { return own_ ? *own_ : *transport_; }
  ExactFrame at(std::int64_t step) const { return grid().at_step(origin_, step, division_); }

  const TempoGrid* transport_;
  std::optional<TempoGrid> own_;
  // The next step is the step_-th of the grid from origin_; next_ stays where it was announced
  // when tempo or division change under it.
  Tick origin_ = 0;
  std::int64_t step_ = 0;
  ExactFrame last_;
  ExactFrame next_;
  ExactFrame after_;
  std::optional<ExactFrame> restart_;
  int division_ = 16;
  bool running_ = false;
  bool has_companions_ = false;  // its own grid is that of others
  bool is_first_ = false;        // the next step is the first after a start or restart
};

}  // namespace chronus::sequencer
