// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "base/frame.hpp"

namespace chronus::sequencer {

inline constexpr std::uint16_t kNoInstrument = 0xFFFF;

/// A module, or one parameter of it, as the playing patch knows it.
struct ResolvedTarget {
  std::uint16_t module = 0;
  std::uint16_t param = 0;
  /// What `0` means in a lane: a value where 0 lies in the parameter's range, else "hold".
  bool zero_is_legal = true;
  bool found = false;  ///< false: the playing patch has no such target; events to it are dropped
  /// The same number for all modules that a note is played on together; kNoInstrument for what
  /// plays no notes.
  std::uint16_t instrument = kNoInstrument;
  /// A parameter's: it is the pitch of an instrument, whose lane plays notes.
  bool plays_notes = false;
};

/// Looks names up in the playing patch.
class TargetResolver {
 public:
  virtual ~TargetResolver() = default;
  virtual ResolvedTarget gate(std::string_view module) const = 0;
  virtual ResolvedTarget param(std::string_view module, std::string_view param) const = 0;
  /// How many modules play.
  virtual int modules() const { return 0; }
};

enum class EventKind : std::uint8_t {
  kGateOff,
  kNoteOff,
  kParam,
  kGateOn,
  kNoteOn,
  kNoteBend,
  kStep
};

/// What a sequencer does at a frame. On one frame and sequencer the order is: gate and note offs,
/// params, gates and notes on, step (so that a gate starts with its new parameters).
struct Event {
  Frame frame = 0;
  EventKind kind = EventKind::kStep;
  ResolvedTarget target;
  double value = 0.0;           ///< kParam: the value; of notes Hz, 0 for the parameter's own
  double velocity = 0.0;        ///< kGateOn, kNoteOn: 0 to 1 (MIDI velocity / 127)
  std::uint32_t sequencer = 0;  ///< Bank's number of the sequencer
  std::int32_t step = 0;        ///< kStep: 0-based
  /// Of notes on and bends: which of the sequencer's; a kNoteOff ends all that it plays there.
  std::uint32_t note = 0;
};

}  // namespace chronus::sequencer
