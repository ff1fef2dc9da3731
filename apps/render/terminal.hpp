// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "offline/progress.hpp"

namespace chronus::render {

/// Standard error: problems, a line each, whatever a score has brought into them, and below them,
/// on a terminal, how far it is.
class Terminal {
 public:
  void complain(const std::string& what) {
    erase();
    std::fprintf(stderr, "chronus-render: %s\n", on_one_line(what).c_str());
  }

  /// `what`: is rendered from now on; `total`: frames of it.
  void begin(const std::string& what, Frame total, int rate) {
    if (isatty(STDERR_FILENO) != 1) return;
    what_ = what;
    progress_.emplace(total, rate, monotonic_ns());
  }
  void done(Frame frames) {
    if (!progress_) return;
    const auto line = progress_->line(frames, monotonic_ns());
    if (!line) return;
    std::fprintf(stderr, "\r%s: %s\033[K", what_.c_str(), line->c_str());
    std::fflush(stderr);
    is_shown_ = true;
  }
  /// Takes the line away.
  void erase() {
    if (is_shown_) std::fprintf(stderr, "\r\033[K");
    is_shown_ = false;
  }

 private:
  std::string what_;
  std::optional<offline::ProgressLine> progress_;
  bool is_shown_ = false;
};

}  // namespace chronus::render
