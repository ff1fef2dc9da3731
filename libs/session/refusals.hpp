// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace chronus::session {

/// Lines of a session that were refused when they were performed: how many, and the first of those
/// that differ. A value.
class Refusals {
 public:
  static constexpr std::size_t kMostNamed = 16;

  struct Line {
    int number = 0;   ///< from 1, the first that said so; 0: it stands in no file
    std::string why;  ///< "/seq/mute: no sequencer 'kick'"

    std::string text() const {
      return number == 0 ? why : "line " + std::to_string(number) + ": " + why;
    }
  };

  void add(Line line) {
    ++total_;
    const bool is_known = std::any_of(named_.begin(), named_.end(),
                                      [&](const Line& one) { return one.why == line.why; });
    if (!is_known && named_.size() < kMostNamed) named_.push_back(std::move(line));
  }
  /// Of all, also those that are not named.
  std::uint64_t total() const { return total_; }
  const std::vector<Line>& named() const { return named_; }

 private:
  std::vector<Line> named_;
  std::uint64_t total_ = 0;
};

}  // namespace chronus::session
