// SPDX-License-Identifier: MIT
#include "base/text.hpp"

#include <algorithm>
#include <iterator>

namespace chronus {

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text;
}

std::string_view without_carriage_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::size_t character_size(std::string_view text, std::size_t* spoilt) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (spoilt != nullptr) *spoilt = 1;
  const std::size_t size = lead < 0x80   ? 1
                           : lead < 0xC2 ? 0
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                           : lead < 0xF5 ? 4
                                         : 0;
  for (std::size_t i = 1; i < size; ++i) {
    // The second byte is narrower where longer forms, surrogates or too much would begin.
    const unsigned low = i > 1 ? 0x80 : lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = i > 1 ? 0xBF : lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (i >= text.size() || byte(i) < low || byte(i) > high) {
      if (spoilt != nullptr) *spoilt = i;
      return 0;
    }
  }
  return size;
}

std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      constexpr std::string_view kHex = "0123456789abcdef";
      out += {'\\', 'x', kHex[byte >> 4U], kHex[byte & 0xFU]};
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view typographic_quote(std::string_view text) {
  constexpr std::string_view kQuotes[] = {"\u201C", "\u201D", "\u201E", "\u2018",
                                          "\u2019", "\u201A", "\u00AB", "\u00BB"};
  const auto found = std::find_if(std::begin(kQuotes), std::end(kQuotes),
                                  [&](std::string_view one) { return text.starts_with(one); });
  return found == std::end(kQuotes) ? std::string_view() : *found;
}

bool LineReader::next(std::string* line) {
  if (!std::getline(input_, *line)) return false;
  ++number_;
  std::string_view rest = *line;
  if (number_ == 1) rest = without_byte_order_mark(rest);
  *line = std::string(without_carriage_return(rest));
  return true;
}

}  // namespace chronus
