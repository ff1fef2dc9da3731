// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
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

/// Bytes of the UTF-8 character that the text begins with; 0 where it begins with none, and then
/// `*spoilt` of them are told by one replacement.
std::size_t character_size(std::string_view text, std::size_t* spoilt = nullptr);

/// For a log or a terminal: control characters stand as in C (`\n`, `\x1b`).
std::string on_one_line(std::string_view text);

/// The quotation mark that the text begins with as word processors set them (`“`), which is none
/// where programs read; else empty.
std::string_view typographic_quote(std::string_view text);

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
