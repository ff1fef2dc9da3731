// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "apps/ctl/screen/grid.hpp"
#include "base/result.hpp"

namespace chronus::ctl {

/// The terminal as a screen of cells. From open() to its end the terminal is ours: its end gives it
/// back as it was. One at a time, one thread.
class Terminal {
 public:
  /// Keys that are no characters.
  enum Key : int { kNone = -1, kUp = 0x110000, kDown, kPageUp, kPageDown };

  /// Fails where standard input or output is no terminal, or its kind ($TERM) is not known.
  static Result<std::unique_ptr<Terminal>> open();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  int rows() const;
  int columns() const;
  /// The terminal has another size now.
  void resize();
  /// Shows what has changed since the last time.
  void show(const Grid& grid);
  /// All that stands there is drawn anew with the next show().
  void draw_anew();
  /// A key that was pressed, at once: a character, a Key, or kNone.
  int key();

 private:
  Terminal() = default;
};

}  // namespace chronus::ctl
