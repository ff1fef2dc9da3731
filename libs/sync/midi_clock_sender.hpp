// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "base/frame.hpp"
#include "sequencer/events.hpp"
#include "sequencer/tempo_grid.hpp"
#include "sync/midi_parser.hpp"

namespace chronus::sync {

/// A MIDI message on its frame.
struct MidiMessage {
  Frame frame = 0;
  std::uint8_t size = 1;
  std::array<std::uint8_t, 3> bytes{};
};

/// The transport as MIDI clock: which bytes fall on which frames. Clock n lies where the tempo grid
/// puts beat n / 24, computed from its integers and never summed: every clock is on the frame
/// nearest to its true place, whatever the tempo did before it.
///
/// The clock runs all the time. Start comes with the first step of what begins to play, and with a
/// reset of everything to one frame; a start in the middle of a song gives a song position and
/// Continue on its next sixteenth; Stop when nothing plays any more. The first clock behind Start
/// or Continue is the beat itself; Start comes up to a millisecond before it, as MIDI 1.0 asks,
/// where the frames before it are not decided yet.
///
/// A core; used by one thread.
class MidiClockSender {
 public:
  static constexpr sequencer::Tick kClockTicks = sequencer::kTicksPerBeat / kClocksPerBeat;
  static constexpr sequencer::Tick kSixteenthTicks = sequencer::kTicksPerBeat / 4;

  /// Adds what falls on frames from `from` up to `to`, which follow those of the call before. The
  /// grid's tempo is theirs, `events` holds their steps; `playing`: something plays, or waits to.
  void advance(const sequencer::TempoGrid& grid, std::span<const sequencer::Event> events,
               bool playing, Frame from, Frame to, std::vector<MidiMessage>* out);

  /// Somebody new listens: what runs is told again, as a song position and Continue on the next
  /// sixteenth.
  void tell_again() { tell_again_ = true; }

 private:
  /// Where the song begins, or goes on from a sixteenth of it.
  struct Entry {
    sequencer::Tick tick = 0;
    std::int64_t sixteenth = 0;
  };

  void notice_listener(const sequencer::TempoGrid& grid, Frame from);
  void notice_downbeat(const sequencer::TempoGrid& grid, Frame from);
  void notice_first_step(const sequencer::TempoGrid& grid, std::span<const sequencer::Event> events,
                         Frame from);
  void clocks(const sequencer::TempoGrid& grid, Frame from, Frame to,
              std::vector<MidiMessage>* out);
  void enter(const sequencer::TempoGrid& grid, Frame from, std::vector<MidiMessage>* out);

  sequencer::Tick downbeat_ = 0;  // as last seen
  sequencer::Tick origin_ = 0;    // a clock lies here, and every kClockTicks from it
  sequencer::Tick last_ = std::numeric_limits<sequencer::Tick>::min();  // a clock was sent for it
  std::optional<Entry> entry_;                                          // still to come
  sequencer::Tick song_ = 0;  // where the song that runs begins
  bool running_ = false;
  bool tell_again_ = false;
};

}  // namespace chronus::sync
