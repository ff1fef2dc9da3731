// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chronus::osc {

/// Bounds the work of matches(), which grows with pattern length × address length.
inline constexpr std::size_t kMaxPatternLength = 512;

/// True when the address holds one of `? * [ ] { }`.
bool is_pattern(std::string_view address);

/// Success when the pattern follows OSC 1.0: `?` any character, `*` any run of characters, `[a-z]`
/// one of, `[!a-z]` none of, `{kick,hat}` either word; none of them crosses a '/'. The Error names
/// the position, counted from 0.
Status check_pattern(std::string_view pattern);

/// Whether the pattern matches all of the address; a malformed pattern matches nothing.
bool matches(std::string_view pattern, std::string_view address);

/// One step of a pattern; `body` is the literal, or what stands inside the brackets without '!'.
struct PatternElement {
  enum class Kind : std::uint8_t { kLiteral, kAnyCharacter, kAnyRun, kClass, kWords };
  Kind kind = Kind::kLiteral;
  std::string_view body;
  bool negated = false;
  std::size_t length = 1;  ///< characters of the pattern it takes
};

/// What stands between two slashes of a pattern, read once to be matched against many names. No
/// character of a pattern crosses a slash, so an address matches where each of its parts does.
class PartPattern {
 public:
  /// Of a pattern that check_pattern() takes; the text must outlive this. What is malformed matches
  /// nothing.
  explicit PartPattern(std::string_view part);
  bool matches(std::string_view name) const {
    return name.starts_with(first_) && matches_behind_first(name);
  }

 private:
  bool matches_behind_first(std::string_view name) const;

  std::string_view part_;
  std::string_view first_;                // what stands before the first character of a pattern
  std::vector<PatternElement> elements_;  // behind that; empty where the part is no pattern
  bool is_malformed_ = false;
};

/// The parts of a pattern that starts with a slash.
std::vector<PartPattern> parts_of(std::string_view pattern);

}  // namespace chronus::osc
