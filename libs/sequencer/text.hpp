// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace chronus::sequencer {

/// A character for an error text: as it stands when printable ASCII, else its byte in hex, so that
/// the text stays valid UTF-8 whatever came in.
inline std::string shown(char c) {
  if (c >= ' ' && c <= '~') return std::string(1, c);
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return {'\\', 'x', kHex[byte >> 4U], kHex[byte & 15U]};
}

/// The character that the text begins with, for an error text: whole, where it is UTF-8 and no
/// control character, else its first byte as above. `*size`: how many bytes are shown.
inline std::string shown_first(std::string_view text, std::size_t* size) {
  *size = character_size(text);
  // Of two bytes: U+0080 to U+009F, which terminals obey.
  const bool is_control = *size == 2 && text.starts_with('\xC2') && text[1] < '\xA0';
  if (*size > 1 && !is_control) return std::string(text.substr(0, *size));
  *size = 1;
  return shown(text.front());
}

/// A piece of input in quotes, cut to a length a person reads.
inline std::string quoted(std::string_view text) {
  constexpr std::size_t kMost = 40;
  std::string out = "'";
  std::size_t size = 0;
  std::size_t at = 0;
  for (; at < std::min(text.size(), kMost); at += size) out += shown_first(text.substr(at), &size);
  return out + (text.size() > at ? "…'" : "'");
}

/// The shortest text that reads back as this number.
inline std::string number(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

/// The whole text as a finite number, as in `-2.5` or `3e2`.
inline std::optional<double> parse_number(std::string_view text) {
  double value = 0.0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// Takes the next word off the front of a list whose words stand apart by commas or white space;
/// empty when there is none left.
inline std::string_view take_word(std::string_view* list) {
  constexpr std::string_view kSeparators = ", \t\r\n";
  list->remove_prefix(std::min(list->find_first_not_of(kSeparators), list->size()));
  const std::string_view word = list->substr(0, list->find_first_of(kSeparators));
  list->remove_prefix(word.size());
  return word;
}

}  // namespace chronus::sequencer
