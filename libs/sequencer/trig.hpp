// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chronus::sequencer {

inline constexpr int kMaxRatchet = 8;
/// The largest B of a condition A:B.
inline constexpr int kMaxRatio = 64;
inline constexpr double kMaxNudge = 0.5;  ///< of a step, either way
/// Chances and nudges are kept in millionths.
inline constexpr std::int32_t kMillion = 1'000'000;

/// When a step may play, in the terms of an Elektron's trig conditions.
struct Condition {
  enum class Kind : std::uint8_t { kNone, kFirst, kRatio, kFill, kPrevious };

  Kind kind = Kind::kNone;
  bool negated = false;
  std::uint8_t a = 1;  ///< kRatio: true in the a-th of every b cycles
  std::uint8_t b = 1;

  bool operator==(const Condition&) const = default;
  /// `cycle` counts from 0; `previous` is what the condition evaluated last gave.
  bool holds(std::int64_t cycle, bool fill, bool previous) const;
  /// PRE looks back over conditions that are none themselves.
  bool is_looked_back_at() const { return kind != Kind::kNone && kind != Kind::kPrevious; }
};

/// How a step plays what its pattern and lanes hold.
struct Trig {
  std::int32_t nudge = 0;                ///< later by so many millionths of a step
  std::uint32_t chance : 24 = kMillion;  ///< in millionths
  std::uint32_t ratchet : 8 = 1;         ///< hits in the step, 1 to kMaxRatchet
  Condition condition;
  bool operator==(const Trig&) const = default;
};

/// The parts of a trig, each with a list of its own.
enum class TrigField : std::uint8_t { kChance, kRatchet, kNudge, kCondition };

/// Words apart by commas or white space, one a step, `.` or `_` for a plain step; as many as there
/// are, cut at kMaxSteps. The error names the field, the word and which one it is.
///   kChance     0 to 1 is a fraction, 2 to 100 percent; between the two nobody can tell
///   kRatchet    1 to kMaxRatchet
///   kNudge      -kMaxNudge to kMaxNudge
///   kCondition  1ST, A:B with 1 ≤ A ≤ B ≤ kMaxRatio, FILL, PRE, each with `!` for its opposite;
///               in either case
Result<std::vector<Trig>> parse_trigs(TrigField field, std::string_view text);

/// Reads back as this field of these trigs; empty where all are plain.
std::string trigs_text(TrigField field, const std::vector<Trig>& trigs);
/// The same as parse_trigs() takes it: one word where all are alike, `.` where all are plain.
std::string trigs_words(TrigField field, const std::vector<Trig>& trigs);

/// Gives `to` this field of `from`.
void copy_field(TrigField field, const Trig& from, Trig* to);

}  // namespace chronus::sequencer
