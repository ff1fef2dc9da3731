// SPDX-License-Identifier: MIT
#include "osc/pattern.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/address.hpp"

namespace chronus::osc {

namespace {

constexpr std::string_view kPatternCharacters = kAddressPatternCharacters;

using Element = PatternElement;
using Kind = PatternElement::Kind;

Error at_position(std::size_t position, const std::string& reason) {
  return Error{"pattern position " + std::to_string(position) + ": " + reason};
}

/// True where body[i] is the lower end of a range; a '-' at either end of the body is itself.
bool starts_range(std::string_view body, std::size_t i) {
  return i + 2 < body.size() && body[i + 1] == '-';
}

Status check_class(std::string_view body, std::size_t position) {
  if (body.empty()) return at_position(position, "nothing between the brackets");
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (!starts_range(body, i)) continue;
    if (body[i] > body[i + 2]) return at_position(position + i, "range runs backwards");
    i += 2;
  }
  return {};
}

Status check_words(std::string_view body, std::size_t position) {
  if (body.empty()) return at_position(position, "nothing between the braces");
  const std::size_t special = body.find_first_of(kPatternCharacters);
  if (special == std::string_view::npos) return {};
  return at_position(position + special, "only words and commas may stand between braces");
}

/// The element that starts at `at`; the pattern is not at its end there.
Result<Element> read_element(std::string_view pattern, std::size_t at) {
  const char first = pattern[at];
  if (first == '?') return Element{Kind::kAnyCharacter, {}};
  if (first == '*') return Element{Kind::kAnyRun, {}};
  if (first == ']' || first == '}') return at_position(at, "closes a bracket that is not open");
  if (first != '[' && first != '{') return Element{Kind::kLiteral, pattern.substr(at, 1)};

  const std::string_view part = pattern.substr(0, pattern.find('/', at));
  const std::size_t close = part.find(first == '[' ? ']' : '}', at + 1);
  if (close == std::string_view::npos) return at_position(at, "bracket is not closed");
  Element element{first == '[' ? Kind::kClass : Kind::kWords, part.substr(at + 1, close - at - 1)};
  element.length = close - at + 1;
  if (element.kind == Kind::kClass && element.body.starts_with('!')) {
    element.negated = true;
    element.body.remove_prefix(1);
  }
  const std::size_t body = close - element.body.size();
  const Status status = element.kind == Kind::kClass ? check_class(element.body, body)
                                                     : check_words(element.body, body);
  if (!status) return status.error();
  return element;
}

bool class_holds(std::string_view body, char c) {
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (starts_range(body, i)) {
      if (body[i] <= c && c <= body[i + 2]) return true;
      i += 2;
    } else if (body[i] == c) {
      return true;
    }
  }
  return false;
}

bool takes(const Element& element, char c) {
  if (c == '/') return element.kind == Kind::kLiteral && element.body[0] == '/';
  switch (element.kind) {
    case Kind::kLiteral:
      return element.body[0] == c;
    case Kind::kClass:
      return class_holds(element.body, c) != element.negated;
    default:
      return true;
  }
}

/// reached[i]: the elements so far match the first i characters of the address. Stepping the whole
/// set at once, instead of trying one choice after another, keeps `*a*a*a*b` linear.
using Reached = std::vector<bool>;

void step_word(const Reached& from, std::string_view word, std::string_view address, Reached& to) {
  for (std::size_t i = 0; i + word.size() <= address.size(); ++i) {
    if (from[i] && address.substr(i, word.size()) == word) to[i + word.size()] = true;
  }
}

Reached step(const Reached& from, const Element& element, std::string_view address) {
  Reached to(from.size(), false);
  if (element.kind == Kind::kWords) {
    std::string_view rest = element.body;
    for (std::size_t comma = 0; comma != std::string_view::npos;) {
      comma = rest.find(',');
      step_word(from, rest.substr(0, comma), address, to);
      if (comma != std::string_view::npos) rest.remove_prefix(comma + 1);
    }
    return to;
  }
  if (element.kind == Kind::kAnyRun) {
    to = from;
    for (std::size_t i = 0; i < address.size(); ++i) {
      if (to[i] && address[i] != '/') to[i + 1] = true;
    }
    return to;
  }
  for (std::size_t i = 0; i < address.size(); ++i) {
    to[i + 1] = from[i] && takes(element, address[i]);
  }
  return to;
}

std::uint64_t bit(std::size_t place) { return std::uint64_t{1} << place; }

std::uint64_t step_word_bits(std::uint64_t from, std::string_view word, std::string_view name) {
  std::uint64_t to = 0;
  for (std::size_t i = 0; i + word.size() <= name.size(); ++i) {
    if ((from & bit(i)) != 0 && name.substr(i, word.size()) == word) to |= bit(i + word.size());
  }
  return to;
}

/// As step(), for short names: bit i stands for the first i characters.
std::uint64_t step_bits(std::uint64_t from, const Element& element, std::string_view name) {
  std::uint64_t to = 0;
  if (element.kind == Kind::kAnyRun) return ~((from & (~from + 1)) - 1);  // from the lowest on
  if (element.kind == Kind::kWords) {
    std::string_view rest = element.body;
    for (std::size_t comma = 0; comma != std::string_view::npos;) {
      comma = rest.find(',');
      to |= step_word_bits(from, rest.substr(0, comma), name);
      if (comma != std::string_view::npos) rest.remove_prefix(comma + 1);
    }
    return to;
  }
  for (std::size_t i = 0; i < name.size(); ++i) {
    if ((from & bit(i)) != 0 && takes(element, name[i])) to |= bit(i + 1);
  }
  return to;
}

}  // namespace

bool is_pattern(std::string_view address) { return is_address_pattern(address); }

Status check_pattern(std::string_view pattern) {
  if (!pattern.starts_with('/')) return at_position(0, "does not start with '/'");
  if (pattern.size() > kMaxPatternLength) {
    return at_position(kMaxPatternLength, "pattern is longer than this");
  }
  for (std::size_t at = 0; at < pattern.size();) {
    const auto element = read_element(pattern, at);
    if (!element) return element.error();
    at += element->length;
  }
  return {};
}

bool matches(std::string_view pattern, std::string_view address) {
  if (!check_pattern(pattern)) return false;
  Reached reached(address.size() + 1, false);
  reached[0] = true;
  for (std::size_t at = 0; at < pattern.size();) {
    const auto element = read_element(pattern, at);
    reached = step(reached, *element, address);
    if (std::find(reached.begin(), reached.end(), true) == reached.end()) return false;
    at += element->length;
  }
  return reached.back();
}

PartPattern::PartPattern(std::string_view part) : part_(part) {
  first_ = part.substr(0, part.find_first_of(kPatternCharacters));
  for (std::size_t at = first_.size(); at < part.size();) {
    const auto element = read_element(part, at);
    is_malformed_ = is_malformed_ || !element;
    if (!element) return;
    elements_.push_back(*element);
    at += element->length;
  }
}

bool PartPattern::matches_behind_first(std::string_view name) const {
  if (is_malformed_) return false;
  if (elements_.empty()) return name == part_;
  constexpr std::size_t kLongest = 63;  // a bit for each place; no name of ours is longer
  if (name.size() > kLongest)
    return osc::matches("/" + std::string(part_), "/" + std::string(name));
  std::uint64_t reached = bit(first_.size());
  for (const auto& element : elements_) {
    reached = step_bits(reached, element, name);
    if (reached == 0) return false;
  }
  return (reached >> name.size() & 1U) != 0;
}

std::vector<PartPattern> parts_of(std::string_view pattern) {
  std::vector<PartPattern> parts;
  if (pattern.starts_with('/')) pattern.remove_prefix(1);
  for (;;) {
    const auto slash = pattern.find('/');
    parts.emplace_back(pattern.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    pattern.remove_prefix(slash + 1);
  }
}

}  // namespace chronus::osc
