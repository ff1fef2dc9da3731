// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace chronus::sync {

/// How a clock outside stands.
enum class State {
  kSearching,  ///< nothing came yet, or too little to tell a tempo
  kLocked,     ///< its tempo and phase are known
  kLost,       ///< it was locked and fell silent: its last tempo is kept
};

/// "searching", "locked" or "lost".
constexpr std::string_view to_text(State state) {
  switch (state) {
    case State::kSearching:
      return "searching";
    case State::kLocked:
      return "locked";
    case State::kLost:
      break;
  }
  return "lost";
}

/// A moment of a musical clock outside.
struct Moment {
  double beat = 0.0;  ///< quarter notes since the clock's own beginning
  double bpm = 0.0;   ///< filtered
};

/// What the clock asks of the transport.
struct Cue {
  enum class Kind { kStart, kStop };
  Kind kind = Kind::kStart;
  double beat = 0.0;       ///< kStart: the song position, in quarter notes
  std::int64_t at_ns = 0;  ///< kStart: when it is there, which may lie a little ahead
};

/// A musical clock outside, as the transport sees it: MIDI clock, Link. A core: times come in, in
/// nanoseconds of CLOCK_MONOTONIC. Used by one thread.
class Source {
 public:
  virtual ~Source() = default;

  /// Before the others: time goes on. `now_ns` does not fall.
  virtual void poll(std::int64_t now_ns) = 0;
  virtual State state() const = 0;
  /// Where the clock is at `ns`, near now; empty while it is not locked. After a start cue has been
  /// given, beats are those of the song.
  virtual std::optional<Moment> at(std::int64_t ns) const = 0;
  /// The next thing asked for, in order; empty when there is none now.
  virtual std::optional<Cue> take_cue() = 0;
  /// Without a start the phase is only known to this many beats.
  virtual double grain_beats() const = 0;
};

}  // namespace chronus::sync
