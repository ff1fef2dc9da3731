// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

namespace chronus::sync {

/// Turns how far the transport is behind a clock outside into tempi for it: the clock's tempo, bent
/// so that the distance melts away, never by a jump. A proportional and integral controller
/// (critically damped); the integral takes up what the two machines' clocks differ by.
///
/// A core. Times are seconds of the audio clock.
class TempoServo {
 public:
  static constexpr double kSettle_s = 2.0;    ///< a small distance melts to 1/e in about this time
  static constexpr double kMostBend = 0.05;   ///< of the clock's tempo, to catch up or wait
  static constexpr double kMostChange = 0.1;  ///< of the tempo, a second
  /// Tempi are this far apart in time, at least: a beat, within these bounds.
  static constexpr double kShortestWait_s = 0.25;
  static constexpr double kLongestWait_s = 1.0;
  /// A tempo that is off by more than kUrgent of itself is set as often as this.
  static constexpr double kUrgentWait_s = 0.1;
  static constexpr double kUrgent = 0.002;
  /// Tempi are multiples of this many BPM: what the journal writes is what was played.
  static constexpr double kStep_bpm = 0.001;

  /// The transport plays at `bpm`, the clock at `clock_bpm`, `ahead_beats` ahead of it. Gives the
  /// tempo to set now, if one is due and differs.
  std::optional<double> step(double now_s, double clock_bpm, double ahead_beats, double bpm);
  /// The distance means something else from now on.
  void forget() { drift_ = 0.0; }

 private:
  double last_s_ = -1e9;  // of the last decision
  double drift_ = 0.0;    // the integral, as a part of the tempo
};

}  // namespace chronus::sync
