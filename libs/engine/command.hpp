// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <type_traits>

#include "base/frame.hpp"

namespace chronus::engine {

enum class Op : std::uint16_t {
  kNone = 0,
  kSetParam,   ///< module, param, value; flags kFlagJump
  kGate,       ///< module, voice, value 0 or 1, velocity in [0, 1]
  kSwapPatch,  ///< patch_version: the built patch takes over on this frame
  kNoteOn,     ///< module, voice (the note's id), value in Hz, velocity, length: see Note
  kNoteOff,    ///< module, voice (an id, or all of a source, or all)
  kSample,     ///< voice is a sample's number, value 1: it may be heard from here on; 0: not
  kPanic,  ///< what sounds fades out, and every module begins anew with its parameters (panic.hpp)
  kNoteValue,  ///< module (that holds the note), param, value, voice (the note's id): see Note
  kNoteBegin,  ///< module, voice (the note's id), velocity: where it waits, its gates open
};

/// Whether it names a note, see Note.
constexpr bool is_of_note(Op op) {
  return op == Op::kNoteOn || op == Op::kNoteOff || op == Op::kNoteValue || op == Op::kNoteBegin;
}

/// Set by sequencer lanes: parameters marked lane_jumps take the value at once.
inline constexpr std::uint16_t kFlagJump = 1;
/// Of a kNoteOn: the note, where it is held, goes on at this pitch; where it is not, nothing.
inline constexpr std::uint16_t kFlagBend = 2;
/// Of a kNoteOn: the note takes its voice, and waits for a kNoteBegin to be heard. Of a kNoteValue:
/// it is meant for a note that waits; where none does, nothing.
inline constexpr std::uint16_t kFlagValuesFollow = 4;

/// One instruction to the engine, the same bytes in both rings.
///
///   0        8        16   18     20      22     24     32        40        48    52       56 64
///   | seq    | frame  | op | flags| module| param| value| velocity| version | nth | length | voice
///   |
struct Command {
  std::uint64_t seq = 0;  ///< 1, 2, 3 … in the order of writing
  Frame frame = 0;        ///< lands exactly here
  Op op = Op::kNone;
  std::uint16_t flags = 0;
  std::uint16_t module = 0;  ///< index in the patch description
  std::uint16_t param = 0;   ///< index in the module's parameter table
  double value = 0.0;
  double velocity = 0.0;
  std::uint64_t patch_version = 0;
  std::uint32_t nth = 0;     ///< how many of its frame were written before it
  std::uint32_t length = 0;  ///< kNoteOn: frames until the note ends by itself; 0: it does not
  /// kGate: 0 for all of the module, n for its n-th alone. Of notes: which (note.hpp).
  std::uint64_t voice = 0;
};
static_assert(sizeof(Command) == 64 && std::is_trivially_copyable_v<Command>);

}  // namespace chronus::engine
