// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/frame.hpp"
#include "conductor/patch_editor.hpp"
#include "engine/command.hpp"
#include "engine/note.hpp"
#include "osc/message.hpp"

/// What clients hold by hand: gates that they opened and notes that they began, and have not ended.
namespace chronus::conductor {

/// A gate of a module, or a note on its instrument, by names.
struct HeldGate {
  std::string module;
  double velocity = 1.0;  ///< 0 to 1
  friend bool operator==(const HeldGate&, const HeldGate&) = default;
};
struct HeldNote {
  std::string module;
  double note = 0.0;      ///< MIDI number
  double velocity = 1.0;  ///< 0 to 1
  friend bool operator==(const HeldNote&, const HeldNote&) = default;
};
/// The part of it that stays until somebody ends it: notes without a length.
struct HeldSet {
  std::vector<HeldGate> gates = {};
  std::vector<HeldNote> notes = {};  ///< in the order in which they began
  std::size_t memory_bytes() const;
};

osc::Message line_of(const HeldGate& gate);
osc::Message line_of(const HeldNote& note);
osc::Message end_of(const HeldGate& gate);
osc::Message end_of(const HeldNote& note);

/// Learns from the commands what is held. Which voice a note takes is the engine's to say, and whom
/// it takes it from depends on how loud each is just then; here it is the one that was played
/// softest, of these the oldest, as in an engine whose envelopes hold. A value; one thread.
class HeldBook {
 public:
  /// Of all instruments together, sequencers' too: the oldest are forgotten.
  static constexpr std::size_t kMostNotes = 1'024;

  HeldBook();
  enum class By { kClients, kSequencers };
  /// A command that is on its way; `patches`: what plays then. Needs no memory.
  void take(const engine::Command& command, By by, const PatchEditor& patches);
  /// It never happened.
  void take_back(const engine::Command& command, const PatchEditor& patches);
  /// Another patch plays: what modules hold that went on is held on.
  void keep_to(const PatchEditor& patches);
  /// Nothing is held any more.
  void clear();

  HeldSet set(const PatchEditor& patches) const;
  /// Messages that make another conductor with this patch hold the same from `now` on: also notes
  /// with a length, for what is left of it.
  std::vector<osc::Message> lines(const PatchEditor& patches, Frame now) const;

 private:
  struct Gate {
    std::uint32_t identity = 0;  ///< the module's; 0: it is not held
    double velocity = 0.0;
  };
  struct Note {
    Place place{};               ///< of the module that it was played on
    std::uint32_t identity = 0;  ///< that module's
    engine::NoteId id = 0;
    double velocity = 0.0;
    Frame ends_at = 0;
    bool is_clients() const;
    double midi() const;
  };
  static std::uint16_t instrument_of(const Note& note, const PatchEditor& patches);
  void gate(const engine::Command& command, By by, const PatchEditor& patches);
  void note_on(const engine::Command& command, const PatchEditor& patches);
  void make_room(std::uint16_t instrument, std::size_t voices, const PatchEditor& patches);
  template <class Meant>
  void end_notes(std::uint16_t instrument, const PatchEditor& patches, Meant meant);

  std::vector<Gate> gates_;  // by place
  std::vector<Note> notes_;  // the oldest first
};

}  // namespace chronus::conductor
