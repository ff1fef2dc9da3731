// SPDX-License-Identifier: MIT
#include "sequencer/pattern.hpp"

#include <algorithm>
#include <optional>

#include "sequencer/text.hpp"

namespace chronus::sequencer {

namespace {

static_assert(digit_velocity(1) == 1 && digit_velocity(5) == kHitVelocity &&
              digit_velocity(9) == kAccentVelocity);

std::optional<std::uint8_t> step_of(char c) {
  if (c == '.') return kRestVelocity;
  if (c == 'x') return kHitVelocity;
  if (c == 'X') return kAccentVelocity;
  if (c == '-') return kTie;
  if (c >= '1' && c <= '9') return digit_velocity(c - '0');
  return std::nullopt;
}

/// Of a velocity that no digit gives, the nearest one's.
char char_of(std::uint8_t step) {
  if (step == kRestVelocity) return '.';
  if (step == kHitVelocity) return 'x';
  if (step == kAccentVelocity) return 'X';
  if (step == kTie) return '-';
  return static_cast<char>('1' + (4 * (step - 1) + 31) / 63);
}

}  // namespace

Result<Pattern> parse_pattern(std::string_view text) {
  Pattern pattern;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ' || text[i] == '|') continue;
    const std::optional<std::uint8_t> step = step_of(text[i]);
    if (!step) {
      std::size_t size = 0;
      const std::string_view rest = text.substr(i);
      return Error{"pattern: '" + shown_first(rest, &size) + "' at position " +
                   std::to_string(i + 1) + " is none of x, X, 1 to 9, -, ., space and |" +
                   (typographic_quote(rest).empty() ? "" : "; a quotation mark is \"")};
    }
    if (pattern.size() < kMaxSteps) pattern.push_back(*step);
  }
  return pattern;
}

std::string pattern_text(const Pattern& pattern) {
  std::string text;
  text.reserve(pattern.size());
  for (const std::uint8_t step : pattern) text += char_of(step);
  return text;
}

void fit(Pattern& pattern, int steps) {
  pattern.resize(static_cast<std::size_t>(steps), kRestVelocity);
}

void rotate_right(Pattern& pattern, int n) {
  const auto size = static_cast<int>(pattern.size());
  if (size == 0) return;
  const int right = (n % size + size) % size;
  std::rotate(pattern.begin(), pattern.end() - right, pattern.end());
}

}  // namespace chronus::sequencer
