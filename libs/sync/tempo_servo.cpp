// SPDX-License-Identifier: MIT
#include "sync/tempo_servo.hpp"

#include <algorithm>
#include <cmath>

#include "sequencer/tempo_grid.hpp"

namespace chronus::sync {
namespace {

/// Clocks of two machines differ by a thousandth at the very most.
constexpr double kMostDrift = 0.001;

}  // namespace

std::optional<double> TempoServo::step(double now_s, double clock_bpm, double ahead_beats,
                                       double bpm) {
  const double since_s = now_s - last_s_;
  if (since_s < kUrgentWait_s) return std::nullopt;
  const double beat_s = 60.0 / clock_bpm;
  const double ahead_s = ahead_beats * beat_s;
  const double bend = ahead_s / kSettle_s;
  const double bounded = std::clamp(bend + drift_, -kMostBend, kMostBend);
  const double wait_s = std::clamp(beat_s, kShortestWait_s, kLongestWait_s);
  // A decision after a long wait may not make up for all of it at once.
  const double most = kMostChange * std::min(since_s, 2.0 * kUrgentWait_s) * bpm;
  const double wanted = std::clamp(clock_bpm * (1.0 + bounded), bpm - most, bpm + most);
  if (since_s < wait_s && std::abs(wanted - bpm) < kUrgent * bpm) return std::nullopt;
  last_s_ = now_s;
  // Critical damping: the integral's gain is a quarter of the square of the proportional one.
  // While the bend is at its bound it would only wind up.
  if (std::abs(bend) < kMostBend / 2.0) {
    drift_ += ahead_s * std::min(since_s, wait_s) / (4.0 * kSettle_s * kSettle_s);
    drift_ = std::clamp(drift_, -kMostDrift, kMostDrift);
  }
  const double rounded = std::clamp(std::round(wanted / kStep_bpm) / std::round(1.0 / kStep_bpm),
                                    sequencer::kMinBpm, sequencer::kMaxBpm);
  if (rounded == bpm) return std::nullopt;
  return rounded;
}

}  // namespace chronus::sync
