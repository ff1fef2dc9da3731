// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chronus::ctl {

/// What a cell is like; the terminal chooses how that looks.
enum class Style : unsigned char { kPlain, kDim, kHeading, kGood, kWarning, kBad, kPlaying };
inline constexpr int kStyles = 7;

struct Cell {
  char32_t glyph = U' ';
  Style style = Style::kPlain;
  friend bool operator==(const Cell&, const Cell&) = default;
};

/// A screenful of cells. What is put beyond its edges is cut off.
class Grid {
 public:
  Grid(int rows, int columns);

  int rows() const { return rows_; }
  int columns() const { return columns_; }
  const Cell& at(int row, int column) const { return cells_[index(row, column)]; }

  /// Puts a text (UTF-8; what is none, and control characters, become `?`) and says in which
  /// column the next would stand, maybe beyond the edge.
  int put(int row, int column, std::string_view text, Style style = Style::kPlain);

  /// A row as UTF-8, without the blanks at its end.
  std::string text(int row) const;
  std::string text() const;

 private:
  std::size_t index(int row, int column) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
           static_cast<std::size_t>(column);
  }

  int rows_;
  int columns_;
  std::vector<Cell> cells_;
};

/// The character at `*from` of a text, behind which `*from` then stands; `?` for what is no UTF-8
/// or cannot be shown.
char32_t next_glyph(std::string_view text, std::size_t* from);

}  // namespace chronus::ctl
