// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "osc/message.hpp"

namespace chronus::score {

/// One word of a line, quotes and escapes resolved.
struct Word {
  std::string text;
  bool quoted = false;
  int column = 1;  ///< 1-based, in bytes
};

/// Words between spaces, up to a comment. The Error starts with the column.
Result<std::vector<Word>> split_words(std::string_view line);

/// What the word means as an argument: a quoted one and text are strings, others as
/// osc::arg_from_word().
Result<osc::Arg> to_arg(const Word& word, bool is_text);

/// "column N: reason"
Error at_column(int column, const std::string& reason);

}  // namespace chronus::score
