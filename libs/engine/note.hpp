// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>

#include "base/frame.hpp"

/// Notes of an instrument: the connected modules that were created with the same number of voices.
/// A note takes one voice, one lane, in all of them.
namespace chronus::engine {

/// Names a note: who plays it in the upper half (1 and up), which of theirs in the lower. A note
/// that is played again while it is held begins anew in its own voice.
using NoteId = std::uint64_t;

/// In a kNoteOff: every note, and every voice's gate.
inline constexpr NoteId kAllNotes = 0;
inline constexpr std::uint32_t kAllOfSource = 0xFFFF'FFFF;
/// A note's id, or in a kNoteOff, with kAllOfSource, all that this source plays.
constexpr NoteId note_id(std::uint32_t source, std::uint32_t key) {
  return NoteId{source} << 32U | key;
}
/// Whether a kNoteOff of `meant` ends the note.
constexpr bool is_meant(NoteId note, NoteId meant) {
  if (meant == kAllNotes || meant == note) return true;
  return static_cast<std::uint32_t>(meant) == kAllOfSource && meant >> 32U == note >> 32U;
}

/// A note to be played.
///
/// It may bring values of its own for parameters of the modules that play it, which hold in its
/// voice alone, instead of the parameter's: modulation comes on top of them. Its kNoteOn carries
/// kFlagValuesFollow then, a kNoteValue each value, and a kNoteBegin opens the gates, all on one
/// frame. A kNoteValue without that flag changes one while the note is held. They are forgotten
/// when the voice takes its next note; until then what a note leaves behind keeps them.
struct Note {
  NoteId id = 0;
  float hz = 0.0F;        ///< 0: sources play the frequency that their parameter has
  float velocity = 1.0F;  ///< in [0, 1]
  Frame ends_at = std::numeric_limits<Frame>::max();  ///< it ends by itself before this frame
  bool waits = false;  ///< its gates stay as they are until it begins
};

/// One voice of an instrument: part of a keyframe. What has been played last in it, and whether
/// that is still held.
struct Voice {
  NoteId note;
  std::uint64_t order;  ///< counts up: when it was begun or, behind its end, released; 0: never
  Frame ends_at;
  float hz;
  float velocity;
  std::uint32_t module;   ///< identity of the module that it was played on
  std::uint16_t is_held;  ///< 0 or 1
  std::uint16_t waits;    ///< 0 or 1: held, and has not begun
};
static_assert(std::is_trivially_copyable_v<Voice> && sizeof(Voice) == 40);

/// What a rack counts over its notes: part of a keyframe.
struct NoteCounters {
  std::uint64_t order;   ///< the last that a voice was given
  std::uint64_t stolen;  ///< voices that were taken while they sounded
};

/// What is told of an engine's voices.
struct VoiceUse {
  std::uint32_t used = 0;    ///< that sound: held, or not silent yet
  std::uint64_t stolen = 0;  ///< that were taken while they sounded, since the engine's start
};

}  // namespace chronus::engine
