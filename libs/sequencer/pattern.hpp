// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chronus::sequencer {

inline constexpr int kMinSteps = 1;
inline constexpr int kMaxSteps = 256;

inline constexpr std::uint8_t kRestVelocity = 0;
inline constexpr std::uint8_t kHitVelocity = 64;
inline constexpr std::uint8_t kAccentVelocity = 127;

/// In the place of a velocity: the gate of the step before is held through this one.
inline constexpr std::uint8_t kTie = 255;

/// One MIDI velocity per step; 0 is a rest.
using Pattern = std::vector<std::uint8_t>;

constexpr bool is_hit(std::uint8_t step) { return step != kRestVelocity && step != kTie; }

/// The velocity of a digit from 1 to 9: evenly from 1 to 127, 1 + 15.75 (digit - 1) to the nearest
/// whole number, so that 5 is a hit and 9 an accent.
constexpr std::uint8_t digit_velocity(int digit) {
  return static_cast<std::uint8_t>(1 + (63 * (digit - 1) + 2) / 4);
}

/// `x` hit, `X` accent, `1` to `9` velocities, `-` tie, `.` rest; spaces and bars (`|`) are
/// skipped. As long as the text is, cut at kMaxSteps. The error names the character and its
/// position, from 1, in the text.
Result<Pattern> parse_pattern(std::string_view text);
/// Reads back as this pattern.
std::string pattern_text(const Pattern& pattern);
/// Cut, or padded with rests.
void fit(Pattern& pattern, int steps);

/// Turns a pattern right by n steps, left when n is negative.
void rotate_right(Pattern& pattern, int n);

}  // namespace chronus::sequencer
