// SPDX-License-Identifier: MIT
#include "terminal.hpp"

// Before curses.h: the wide calls.
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <cwchar>
#include <string>

namespace chronus::ctl {

namespace {

/// One pair of colours a style.
void choose_colours() {
  if (!has_colors()) return;
  start_color();
  use_default_colors();
  const auto pair = [](Style style, short colour) {
    init_pair(static_cast<short>(static_cast<int>(style) + 1), colour, -1);
  };
  pair(Style::kHeading, COLOR_CYAN);
  pair(Style::kGood, COLOR_GREEN);
  pair(Style::kWarning, COLOR_YELLOW);
  pair(Style::kBad, COLOR_RED);
}

attr_t attributes_of(Style style) {
  switch (style) {
    case Style::kDim:
      return A_DIM;
    case Style::kHeading:
    case Style::kWarning:
      return A_BOLD;
    case Style::kBad:
      return A_BOLD | A_STANDOUT;
    case Style::kPlaying:
      return A_REVERSE;
    case Style::kPlain:
    case Style::kGood:
      break;
  }
  return A_NORMAL;
}

short colours_of(Style style) {
  const bool is_coloured = style == Style::kHeading || style == Style::kGood ||
                           style == Style::kWarning || style == Style::kBad;
  return is_coloured && has_colors() ? static_cast<short>(static_cast<int>(style) + 1) : short{0};
}

}  // namespace

Result<std::unique_ptr<Terminal>> Terminal::open() {
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) {
    return Error{"standard input or output is no terminal"};
  }
  // A C locale shows bytes; what the terminal shows is the user's.
  std::setlocale(LC_CTYPE, "");
  // initscr() would end the program for a $TERM that it does not know.
  if (newterm(nullptr, stdout, stdin) == nullptr) {
    const char* kind = std::getenv("TERM");
    return Error{"a terminal of the kind '" + std::string(kind == nullptr ? "" : kind) +
                 "' is not known"};
  }
  ESCDELAY = 50;
  cbreak();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  curs_set(0);
  choose_colours();
  return std::unique_ptr<Terminal>(new Terminal);
}

Terminal::~Terminal() { endwin(); }

int Terminal::rows() const { return LINES; }
int Terminal::columns() const { return COLS; }

void Terminal::resize() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
    return;
  resizeterm(size.ws_row, size.ws_col);
  draw_anew();
}

void Terminal::show(const Grid& grid) {
  erase();
  for (int row = 0; row < grid.rows(); ++row) {
    for (int column = 0; column < grid.columns(); ++column) {
      const Cell& cell = grid.at(row, column);
      if (cell == Cell{}) continue;
      // A character of two columns would push the rest away.
      const auto glyph = static_cast<wchar_t>(cell.glyph);
      const wchar_t shown[2] = {::wcwidth(glyph) == 1 ? glyph : L'?', 0};
      cchar_t complex{};
      setcchar(&complex, shown, attributes_of(cell.style), colours_of(cell.style), nullptr);
      mvadd_wch(row, column, &complex);
    }
  }
  refresh();
}

void Terminal::draw_anew() { clearok(curscr, TRUE); }

int Terminal::key() {
  wint_t character = 0;
  const int kind = get_wch(&character);
  if (kind == ERR) return kNone;
  if (kind != KEY_CODE_YES) return static_cast<int>(character);
  switch (character) {
    case KEY_UP:
      return kUp;
    case KEY_DOWN:
      return kDown;
    case KEY_PPAGE:
      return kPageUp;
    case KEY_NPAGE:
      return kPageDown;
    default:
      return kNone;
  }
}

}  // namespace chronus::ctl
