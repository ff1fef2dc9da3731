// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/frame.hpp"
#include "sequencer/tempo_grid.hpp"
#include "sync/frame_time.hpp"
#include "sync/source.hpp"
#include "sync/tempo_servo.hpp"

namespace chronus::sync {

/// What the transport is to do, as a message to the conductor would say it.
struct Order {
  enum class Kind { kTempo, kStart, kStop };
  Kind kind = Kind::kTempo;
  double value = 0.0;  ///< kTempo: BPM; kStart: the song position in quarter notes
  Frame frame = 0;     ///< where it lands, or on the next frame that is not decided
};

/// The transport, before the conductor moves on.
struct Transport {
  const sequencer::TempoGrid& grid;
  Frame horizon = 0;  ///< frames below it are decided
  Frame to = 0;       ///< where the horizon will be
  bool playing = false;
};

/// Has the transport follow a clock outside: cues start and stop it on their frames, and its tempo
/// is bent so that its beats meet the clock's. The distance is measured where the next decision
/// lands, by when that frame will be handed out: the lead is no delay in the loop.
///
/// The tempo never jumps, and nor does the position, but where the clock itself starts anew. A
/// distance of more than kMostBehind_beats, or half a bar where bars are known, is given up: whole
/// beats or bars are left out of the account.
///
/// A core; used by one thread.
class Chase {
 public:
  static constexpr double kMostBehind_beats = 2.0;

  /// The source outlives it. `early_ns`: the music is this much ahead of the clock (a device's
  /// latency), either way.
  Chase(Source& source, int rate, std::int64_t early_ns = 0)
      : source_(source), rate_(rate), early_ns_(early_ns) {}

  /// Adds what is to be done below `transport.to`.
  void step(const Transport& transport, const FrameTime& time, std::int64_t now_ns,
            std::vector<Order>* orders);

  State state() const { return source_.state(); }
  /// The clock's filtered tempo; 0 before it was ever locked.
  double clock_bpm() const { return clock_bpm_; }
  /// How far the clock was ahead of the transport, the last time it was looked at.
  double ahead_ms() const { return ahead_ms_; }
  /// Times a distance was given up.
  std::uint64_t slips() const { return slips_; }

 private:
  void take_cues(const Transport& transport, std::vector<Order>* orders);
  void begin(const Transport& transport, const FrameTime& time, std::vector<Order>* orders);
  double distance(const Transport& transport, const Moment& moment);

  Source& source_;
  int rate_;
  std::int64_t early_ns_;
  TempoServo servo_;
  std::optional<Cue> start_;  // lies ahead
  Frame started_at_ = -1;     // ordered, not yet carried out; -1: none
  // The tick on which the clock's beat 0 lies, once that is known or has been chosen.
  std::optional<sequencer::Tick> zero_;
  double clock_bpm_ = 0.0;
  double ahead_ms_ = 0.0;
  std::uint64_t slips_ = 0;
};

}  // namespace chronus::sync
