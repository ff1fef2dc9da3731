// SPDX-License-Identifier: MIT
#pragma once

#include <istream>
#include <string>
#include <string_view>

namespace chronus {

/// Text as any editor writes it, read alike wherever people write some: scores, the file of
/// --config, lines of standard input. A byte order mark (UTF-8) in front is no part of the first
/// line, LF and CRLF both end a line, and the last one need not end.

/// Where the text begins.
std::string_view without_byte_order_mark(std::string_view text);

/// A line that was cut at its LF.
std::string_view without_carriage_return(std::string_view line);

/// The lines of a stream, one at a time, as they come: for what is typed or piped. One thread.
class LineReader {
 public:
  explicit LineReader(std::istream& input) : input_(input) {}
  /// False at the end of the stream.
  bool next(std::string* line);
  /// Of the line that next() gave, from 1.
  int number() const { return number_; }

 private:
  std::istream& input_;
  int number_ = 0;
};

}  // namespace chronus
