// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

namespace chronus::sync {

/// The bytes of MIDI that concern a clock (MIDI 1.0, "System Common" and "System Real Time").
namespace midi {
inline constexpr std::uint8_t kSongPosition = 0xF2;
inline constexpr std::uint8_t kClock = 0xF8;
inline constexpr std::uint8_t kStart = 0xFA;
inline constexpr std::uint8_t kContinue = 0xFB;
inline constexpr std::uint8_t kStop = 0xFC;
}  // namespace midi

/// Clocks of a quarter note, and of a sixteenth, which song positions count.
inline constexpr int kClocksPerBeat = 24;
inline constexpr int kClocksPerSixteenth = 6;

struct MidiEvent {
  std::uint8_t status = midi::kClock;  ///< one of the above
  int sixteenths = 0;                  ///< midi::kSongPosition: 0 to 16383
};

/// Picks what concerns a clock out of a stream of MIDI bytes. Takes any bytes: what is cut short,
/// out of place or meant for others is passed over. Real-time bytes may stand anywhere, even within
/// another message.
class MidiParser {
 public:
  /// The event that this byte completes.
  std::optional<MidiEvent> feed(std::uint8_t byte);

 private:
  int wanted_ = 0;  // data bytes of a song position still to come; 0: not within one
  std::uint8_t low_ = 0;
};

}  // namespace chronus::sync
