// SPDX-License-Identifier: MIT
#include "sync/link_follower.hpp"

#include <algorithm>
#include <cmath>

#include "sequencer/tempo_grid.hpp"

namespace chronus::sync {
namespace {

constexpr std::size_t kMostCues = 8;
/// A session that starts on the very beat must not be a bar late for its rounding.
constexpr double kOnTheBeat = 1e-3;

}  // namespace

void LinkFollower::read(const LinkReading& reading) {
  reading_ = reading;
  reading_.bpm = std::clamp(reading.bpm, sequencer::kMinBpm, sequencer::kMaxBpm);
  if (reading.peers == 0) {
    // Who is alone plays on.
    if (state_ == State::kLocked) state_ = State::kLost;
    return;
  }
  state_ = State::kLocked;
  if (reading.playing == playing_) return;
  playing_ = reading.playing;
  if (cues_.size() == kMostCues) cues_.pop_front();
  if (!playing_) return cues_.push_back({Cue::Kind::kStop, 0.0, 0});
  const std::int64_t from_ns = std::max(reading.at_ns, reading.playing_since_ns);
  const double beat = beat_at(from_ns);
  song_ = std::ceil(beat / quantum_ - kOnTheBeat) * quantum_;
  const double wait_ns = (song_ - beat) * 60e9 / reading_.bpm;
  cues_.push_back({Cue::Kind::kStart, 0.0, from_ns + std::llround(wait_ns)});
}

double LinkFollower::beat_at(std::int64_t ns) const {
  return reading_.beat + static_cast<double>(ns - reading_.at_ns) * 1e-9 * reading_.bpm / 60.0;
}

std::optional<Moment> LinkFollower::at(std::int64_t ns) const {
  if (state_ != State::kLocked) return std::nullopt;
  return Moment{beat_at(ns) - song_, reading_.bpm};
}

std::optional<Cue> LinkFollower::take_cue() {
  if (cues_.empty()) return std::nullopt;
  const Cue cue = cues_.front();
  cues_.pop_front();
  return cue;
}

}  // namespace chronus::sync
