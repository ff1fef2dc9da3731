// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "engine/note.hpp"
#include "module_bench.hpp"
#include "patch_of.hpp"

namespace chronus::engine {

inline constexpr StreamFormat kMono{48'000, 128, 1};
inline constexpr int kSine = 0, kAdsr = 1, kFilter = 2;

inline Command note_on(int place, NoteId note, double hz, double velocity = 1.0, int length = 0) {
  return {.op = Op::kNoteOn,
          .module = static_cast<std::uint16_t>(place),
          .value = hz,
          .velocity = velocity,
          .length = static_cast<std::uint32_t>(length),
          .voice = note};
}
/// A note that waits for its values, and its beginning.
inline Command waiting_note(int place, NoteId note, double hz = 0.0, int length = 0) {
  Command command = note_on(place, note, hz, 1.0, length);
  command.flags = kFlagValuesFollow;
  return command;
}
inline Command begin(int place, NoteId note, double velocity = 1.0) {
  return {.op = Op::kNoteBegin,
          .module = static_cast<std::uint16_t>(place),
          .velocity = velocity,
          .voice = note};
}
/// While the note is held; `flags`: before it begins.
inline Command note_value(int place, int param, double value, NoteId note,
                          std::uint16_t flags = 0) {
  return {.op = Op::kNoteValue,
          .flags = flags,
          .module = static_cast<std::uint16_t>(place),
          .param = static_cast<std::uint16_t>(param),
          .value = value,
          .voice = note};
}
inline Command note_off(int place, NoteId note = kAllNotes) {
  return {.op = Op::kNoteOff, .module = static_cast<std::uint16_t>(place), .voice = note};
}
inline Command gate(int place, bool on, double velocity = 1.0) {
  return {.op = Op::kGate,
          .module = static_cast<std::uint16_t>(place),
          .value = on ? 1.0 : 0.0,
          .velocity = velocity};
}
inline Command set(int place, int param, double value) {
  return {.op = Op::kSetParam,
          .flags = kFlagJump,
          .module = static_cast<std::uint16_t>(place),
          .param = static_cast<std::uint16_t>(param),
          .value = value};
}

/// sine -> adsr -> biquad of so many voices.
inline PatchOf instrument(int voices, std::uint64_t version = 1) {
  PatchOf patch(version, version == 1 ? 0 : 480);
  patch.module(kSine, "sine", 1).module(kAdsr, "adsr", 2, {{"sustain", 0.5F}});
  patch.module(kFilter, "biquad", 3, {{"freq", 5000.0F}});
  for (int place = 0; place < 3; ++place) patch.voices(place, voices);
  return patch.connect(kSine, kAdsr).connect(kAdsr, kFilter).hear(kFilter);
}

class Notes : public ::testing::Test {
 protected:
  void apply(const Command& command) { ASSERT_TRUE(engine_.apply(command)); }
  float loudest(int frames) { return peak(render(engine_, frames)); }
  std::uint32_t used() const { return engine_.voice_use().used; }
  std::uint64_t stolen() const { return engine_.voice_use().stolen; }
  /// Whether a note is held or sounds on after this. Releases take 0.2 s.
  bool is_silent_after_releases() { return loudest(20'000) >= 0.0F && loudest(2'000) == 0.0F; }

  Engine engine_{kMono, test::built_in_modules()};
};

/// What an instrument of so many voices gives of one note that begins on a frame.
inline std::vector<float> one_note(double hz, double velocity, int voices, int frames) {
  Engine engine(kMono, test::built_in_modules());
  play(engine, instrument(voices));
  engine.apply(note_on(kAdsr, 1, hz, velocity));
  return render(engine, frames);
}

}  // namespace chronus::engine
