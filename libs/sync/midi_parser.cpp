// SPDX-License-Identifier: MIT
#include "sync/midi_parser.hpp"

namespace chronus::sync {
namespace {

constexpr std::uint8_t kFirstStatus = 0x80;
constexpr std::uint8_t kFirstRealTime = 0xF8;

}  // namespace

std::optional<MidiEvent> MidiParser::feed(std::uint8_t byte) {
  if (byte >= kFirstRealTime) {
    if (byte == midi::kClock || byte == midi::kStart || byte == midi::kContinue ||
        byte == midi::kStop) {
      return MidiEvent{byte, 0};
    }
    return std::nullopt;
  }
  if (byte >= kFirstStatus) {
    // Any other status ends a song position; a system common one has no running status.
    wanted_ = byte == midi::kSongPosition ? 2 : 0;
    return std::nullopt;
  }
  if (wanted_ == 0) return std::nullopt;
  if (--wanted_ == 1) {
    low_ = byte;
    return std::nullopt;
  }
  return MidiEvent{midi::kSongPosition, byte << 7 | low_};
}

}  // namespace chronus::sync
