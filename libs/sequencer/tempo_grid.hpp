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

/// A position in the song with the part of a tick: tick + fraction / 2^64. Where it lies in frames
/// is for a grid to say, whatever its tempo does meanwhile.
struct SongPosition {
  Tick tick = 0;
  std::uint64_t fraction = 0;
  /// In units of 2^-64 tick.
  Int128 fixed() const { return (static_cast<Int128>(tick) << 64) + fraction; }
  static SongPosition from_fixed(Int128 fixed) {
    return {static_cast<Tick>(fixed >> 64), static_cast<std::uint64_t>(fixed)};
  }
  auto operator<=>(const SongPosition&) const = default;
};

/// A frame with its fraction: frame + fraction / 2^64. The fraction survives tempo changes, so
/// that no rounding adds up.
struct ExactFrame {
  Frame frame = 0;
  std::uint64_t fraction = 0;
  /// Nearest frame, halves up. Every place is cut a little, by 2^-64 of a frame with each change of
  /// tempo before it: what lies less than 2^-44 below a half is one.
  Frame nearest() const { return frame + (fraction >= kHalf ? 1 : 0); }
  /// In units of 2^-64 frame.
  Int128 fixed() const { return static_cast<Int128>(frame) * kOneFrame + fraction; }
  static ExactFrame from_fixed(Int128 fixed) {
    return {static_cast<Frame>(fixed >> 64), static_cast<std::uint64_t>(fixed)};
  }
  auto operator<=>(const ExactFrame&) const = default;

  static constexpr Int128 kOneFrame = Int128{1} << 64;
  static constexpr std::uint64_t kHalf = (std::uint64_t{1} << 63U) - (std::uint64_t{1} << 20U);
};

/// Maps beats to frames under a tempo, exactly: an anchor (a tick and its exact frame) and a tempo
/// taken as the rational number that the double is. Nothing is accumulated: every position is
/// computed from the anchor with 128-bit integers and cut below 2^-64 frame. A tempo change moves
/// the anchor; up to there the tempo before it holds, for a change may lie ahead. Good for a
/// century of frames at kMaxRate either side of the anchor.
class TempoGrid {
 public:
  /// Beat 0 lies on `start`. bpm: kMinBpm to kMaxBpm; rate: kMinRate to kMaxRate.
  TempoGrid(int rate, double bpm, ExactFrame start = {});

  /// From the anchor on.
  double bpm() const { return bpm_; }
  int rate() const { return rate_; }

  /// Where a beat lies; everything before the anchor is computed with the tempo before it. The
  /// denominator divides kTicksPerBeat, or is at most kMaxDivision.
  ExactFrame at(Beat beat) const;
  /// To 2^-48 of a frame, as is position_at().
  ExactFrame at_position(SongPosition position) const;
  ExactFrame at_tick(Tick tick) const;
  /// Where step `step` (from 0, may be negative) of 4 / division beats lies, counted from origin.
  ExactFrame at_step(Tick origin, std::int64_t step, int division) const;
  /// The tick nearest to a position: the exact one when the position is a tick's.
  Tick tick_at(ExactFrame position) const;
  SongPosition position_at(ExactFrame position) const;

  /// From `beat` on, this tempo; the beat itself stays on its exact frame when it is a tick, and
  /// to half a tick otherwise.
  void set_tempo_from(Beat beat, double bpm);
  /// From this position on, this tempo. The position becomes the tick that is returned.
  Tick set_tempo_at(ExactFrame position, double bpm);
  /// As if the present tempo had always been.
  void forget_before() { before_ = tempo_; }

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
  /// bpm = mantissa / 2^shift.
  struct Tempo {
    explicit Tempo(double bpm);
    double bpm() const;
    std::uint64_t mantissa : 56;  // < 2^53
    std::uint64_t shift : 8;
  };

  Int128 locate(Tick tick, std::int64_t numerator, std::int64_t denominator) const;
  /// About how long a beat is there.
  double frames_per_beat(Int128 fixed) const;

  int rate_;
  double bpm_;
  Tempo tempo_;   // from the anchor on
  Tempo before_;  // up to it
  Tick anchor_ = 0;
  ExactFrame anchor_frame_;
  Tick downbeat_ = 0;
};

}  // namespace chronus::sequencer
