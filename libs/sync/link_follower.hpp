// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "sync/source.hpp"

namespace chronus::sync {

/// A Link session at one moment.
struct LinkReading {
  std::int64_t at_ns = 0;  ///< CLOCK_MONOTONIC
  double beat = 0.0;       ///< of the session's timeline, then
  double bpm = 120.0;
  std::size_t peers = 0;              ///< others in the session
  bool playing = false;               ///< of start/stop sync
  std::int64_t playing_since_ns = 0;  ///< or from then on
};

/// A Link session as a Source: its tempo and beats while others take part, starts on the next
/// multiple of the quantum, stops at once. A core: readings come in.
class LinkFollower final : public Source {
 public:
  /// `quantum`: the beats by which Link aligns, > 0.
  explicit LinkFollower(double quantum) : quantum_(quantum) {}

  /// Times do not fall.
  void read(const LinkReading& reading);

  void poll(std::int64_t /*now_ns*/) override {}
  State state() const override { return state_; }
  std::optional<Moment> at(std::int64_t ns) const override;
  std::optional<Cue> take_cue() override;
  double grain_beats() const override { return quantum_; }

 private:
  double beat_at(std::int64_t ns) const;

  double quantum_;
  State state_ = State::kSearching;
  LinkReading reading_;
  double song_ = 0.0;  // the session's beat on which the song began: a multiple of the quantum
  bool playing_ = false;
  std::deque<Cue> cues_;
};

}  // namespace chronus::sync
