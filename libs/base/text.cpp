// SPDX-License-Identifier: MIT
#include "base/text.hpp"

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

bool LineReader::next(std::string* line) {
  if (!std::getline(input_, *line)) return false;
  ++number_;
  std::string_view rest = *line;
  if (number_ == 1) rest = without_byte_order_mark(rest);
  *line = std::string(without_carriage_return(rest));
  return true;
}

}  // namespace chronus
