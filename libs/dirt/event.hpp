// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "osc/message.hpp"

/// The protocol that SuperDirt's clients speak (Tidal, Strudel's bridge, Sardine), as values: what
/// an event says, and what it plays. Pure functions; any thread.
namespace chronus::dirt {

inline constexpr int kOrbits = 12;

/// Values that events may refer to as `c5` instead of saying them. Indices from 0 on.
class Busses {
 public:
  static constexpr int kCount = 1'024;       ///< that there may be
  static constexpr int kOfferedCount = 128;  ///< that a client is told of: the first ones

  /// False where the index is none. The value is finite.
  bool set(std::int64_t index, double value);
  /// 0 where it was never set; nothing where the index is none.
  std::optional<double> at(std::int64_t index) const;
  /// Those that were set.
  const std::map<int, double>& all() const { return values_; }

 private:
  std::map<int, double> values_;
};

enum class Unit { kRate, kCycles, kSeconds };

/// What an event says: numbers as they came, within ±1e12; nothing where it did not say. Seconds,
/// Hz, fractions.
struct PlayEvent {
  std::string sound;  ///< a bank or a synth; never empty
  std::string vowel;  ///< `a`, `e`, `i`, `o` or `u`; empty: none
  Unit unit = Unit::kRate;
  std::optional<double> n, note, octave, midinote, freq;
  std::optional<double> gain, overgain, amp, pan, channel;
  std::optional<double> speed, accelerate, begin, end, loop;
  std::optional<double> sustain, legato, delta, cps, cycle;
  std::optional<double> cut, orbit;
  std::optional<double> cutoff, resonance, hcutoff, hresonance, bandf, bandq;
  std::optional<double> attack, hold, release;
  std::optional<double> shape, crush, coarse, squiz;
  std::optional<double> tremolorate, tremolodepth, phaserrate, phaserdepth;
  std::optional<double> room, size, dry, delay, delaytime, delayfeedback, lock;
};

/// A key whose value is a number.
struct NumberKey {
  std::string_view name;
  std::optional<double> PlayEvent::*member;
};
std::span<const NumberKey> number_keys();

/// An event, and the arguments that it was read from: the keys that are known, each with what its
/// value was taken for. Read again they give the same event, whatever the busses hold then.
struct ReadEvent {
  PlayEvent event;
  std::vector<osc::Arg> understood;
};

/// Reads pairs of a key and a value. A key that is not known is passed over, also where its value
/// is of a strange type; of one that stands there twice the last counts. A number may be `c5`, a
/// bus; a `note` in words is passed over beside a `midinote`. The Error names the key: `s` is
/// missing or no text, a value is no finite number, a key has none.
Result<ReadEvent> read_event(std::span<const osc::Arg> args, const Busses& busses);

/// 0 to 11: what lies beyond wraps.
int orbit_of(const PlayEvent& event);
/// The file of a bank of so many, from 0 on: `n` cut to a whole number, which wraps.
std::size_t file_of(const PlayEvent& event, std::size_t files);

/// The MIDI number that it sounds at. `n` is the note of a synth, and a file's number else.
enum class Kind { kSample, kSynth };
double midinote_of(const PlayEvent& event, Kind kind);

/// `amp · (min(gain, 2) + overgain)⁴`, from 0 on.
double level_of(const PlayEvent& event);
/// 0 (left) to 1; `channel` moves it on, half way to the other side each.
double pan_of(const PlayEvent& event);

}  // namespace chronus::dirt
