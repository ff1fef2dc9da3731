// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>

#include "base/frame.hpp"
#include "sequencer/int128.hpp"

namespace chronus::sequencer {

inline constexpr double kMinBpm = 1.0;
inline constexpr double kMaxBpm = 999.0;
inline constexpr int kMinDivision = 1;
inline constexpr int kMaxDivision = 128;

/// An exact position in quarter-note beats: numerator / denominator, denominator ≥ 1.
struct Beat {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
};

/// An exact position in quarter-note beats, counted in 1 / kTicksPerBeat. Every multiple of a step
/// of the usual divisions (2^a·3^b·5·7) is a tick, so grids can be anchored there without rounding.
using Tick = std::int64_t;
/// A change of the transport's tempo falls on a multiple of 1 / kTempoTicksPerBeat beat.
inline constexpr Tick kTempoTicksPerBeat = 20'160;
inline constexpr Tick kTicksPerBeat = kTempoTicksPerBeat * 1'024;

/// A frame with its fraction: frame + fraction / 2^64. The fraction survives tempo changes, so
/// that no rounding adds up.
struct ExactFrame {
  Frame frame = 0;
  std::uint64_t fraction = 0;
  /// Nearest frame, halves up.
  Frame nearest() const { return frame + static_cast<Frame>(fraction >> 63U); }
  /// In units of 2^-64 frame.
  Int128 fixed() const { return static_cast<Int128>(frame) * kOneFrame + fraction; }
  static ExactFrame from_fixed(Int128 fixed) {
    return {static_cast<Frame>(fixed >> 64), static_cast<std::uint64_t>(fixed)};
  }
  auto operator<=>(const ExactFrame&) const = default;

  static constexpr Int128 kOneFrame = Int128{1} << 64;
};

/// Maps beats to frames under a tempo, exactly: an anchor (a tick and its exact frame) and a tempo
/// taken as the rational number that the double is. Nothing is accumulated: every position is
/// computed from the anchor with 128-bit integers and cut below 2^-64 frame. A tempo change moves
/// the anchor. Good for a century of frames at kMaxRate either side of the anchor.
class TempoGrid {
 public:
  /// Beat 0 lies on `start`. bpm: kMinBpm to kMaxBpm; rate: kMinRate to kMaxRate.
  TempoGrid(int rate, double bpm, ExactFrame start = {});

  double bpm() const { return bpm_; }
  int rate() const { return rate_; }

  /// Where a beat lies; beats before the anchor are computed with the present tempo as well. The
  /// denominator divides kTicksPerBeat, or is at most kMaxDivision.
  ExactFrame at(Beat beat) const;
  ExactFrame at_tick(Tick tick) const;
  /// Where step `step` (from 0, may be negative) of 4 / division beats lies, counted from origin.
  ExactFrame at_step(Tick origin, std::int64_t step, int division) const;
  /// The tick nearest to a position: the exact one when the position is a tick's.
  Tick tick_at(ExactFrame position) const;

  /// From `beat` on, this tempo; the beat itself stays on its exact frame when it is a tick, and
  /// to half a tick otherwise.
  void set_tempo_from(Beat beat, double bpm);
  /// From this position on, this tempo. The position becomes the tick that is returned.
  Tick set_tempo_at(ExactFrame position, double bpm);

  /// The smallest n with at(n * 4 / division) nearest frame ≥ frame: the next step boundary.
  std::int64_t next_step(Frame frame, int division) const { return next_step(0, frame, division); }
  std::int64_t next_step(Tick origin, Frame frame, int division) const;
  /// The first sixteenth from the downbeat whose nearest frame is ≥ frame: where a start lands.
  ExactFrame next_sixteenth(Frame frame) const {
    return at_tick(next_multiple(downbeat_, kTicksPerBeat / 4, frame));
  }
  /// The first of origin + n · stride ticks whose nearest frame is ≥ frame.
  Tick next_multiple(Tick origin, Tick stride, Frame frame) const;
  /// The first multiple of 1 / kTempoTicksPerBeat beat whose nearest frame is ≥ frame.
  Tick next_tempo_tick(Frame frame) const;

  /// What a start counts step boundaries from: beat 0, until everything was reset to one frame.
  Tick downbeat() const { return downbeat_; }
  void set_downbeat(Tick tick) { downbeat_ = tick; }

 private:
  Int128 locate(Tick tick, std::int64_t numerator, std::int64_t denominator) const;
  double frames_per_beat() const { return 60.0 * rate_ / bpm_; }
  void set_bpm(double bpm);

  int rate_;
  int shift_ = 0;               // bpm = mantissa_ / 2^shift_
  std::uint64_t mantissa_ = 1;  // < 2^53
  double bpm_ = 0.0;
  Tick anchor_ = 0;
  ExactFrame anchor_frame_;
  Tick downbeat_ = 0;
};

}  // namespace chronus::sequencer
