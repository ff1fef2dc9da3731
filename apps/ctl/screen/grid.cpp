// SPDX-License-Identifier: MIT
#include "grid.hpp"

#include <algorithm>

namespace chronus::ctl {

namespace {

void append_utf8(char32_t glyph, std::string* text) {
  const auto tail = [&](unsigned shift) {
    *text += static_cast<char>(0x80U | ((glyph >> shift) & 0x3fU));
  };
  if (glyph < 0x80) {
    *text += static_cast<char>(glyph);
  } else if (glyph < 0x800) {
    *text += static_cast<char>(0xc0U | (glyph >> 6U));
    tail(0);
  } else if (glyph < 0x10000) {
    *text += static_cast<char>(0xe0U | (glyph >> 12U));
    tail(6);
    tail(0);
  } else {
    *text += static_cast<char>(0xf0U | (glyph >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

char32_t next_glyph(std::string_view text, std::size_t* from) {
  const auto first = static_cast<unsigned char>(text[(*from)++]);
  if (first < 0x80) return first < 0x20 || first == 0x7f ? U'?' : first;
  const unsigned more = first >= 0xf0 && first < 0xf5   ? 3
                        : first >= 0xe0 && first < 0xf0 ? 2
                        : first >= 0xc2 && first < 0xe0 ? 1
                                                        : 0;
  char32_t glyph = first & (0x3fU >> more);
  for (unsigned i = 0; i < more; ++i) {
    if (*from >= text.size()) return U'?';
    const auto byte = static_cast<unsigned char>(text[*from]);
    if ((byte & 0xc0U) != 0x80) return U'?';
    glyph = (glyph << 6U) | (byte & 0x3fU);
    ++*from;
  }
  const char32_t least[] = {0x110000, 0xa0, 0x800, 0x10000};  // what is shorter is another's form
  const bool is_surrogate = glyph >= 0xd800 && glyph < 0xe000;
  return glyph < least[more] || glyph > 0x10ffff || is_surrogate ? U'?' : glyph;
}

Grid::Grid(int rows, int columns)
    : rows_(std::max(rows, 0)),
      columns_(std::max(columns, 0)),
      cells_(static_cast<std::size_t>(rows_) * static_cast<std::size_t>(columns_)) {}

int Grid::put(int row, int column, std::string_view text, Style style) {
  for (std::size_t from = 0; from < text.size(); ++column) {
    const char32_t glyph = next_glyph(text, &from);
    if (row < 0 || row >= rows_ || column < 0 || column >= columns_) continue;
    cells_[index(row, column)] = {glyph, style};
  }
  return column;
}

std::string Grid::text(int row) const {
  std::string line;
  for (int column = 0; column < columns_; ++column) append_utf8(at(row, column).glyph, &line);
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string Grid::text() const {
  std::string all;
  for (int row = 0; row < rows_; ++row) all += text(row) + "\n";
  return all;
}

}  // namespace chronus::ctl
