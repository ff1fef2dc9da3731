// SPDX-License-Identifier: MIT
#include "score/words.hpp"

#include "osc/text.hpp"

namespace chronus::score {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

class Splitter {
 public:
  explicit Splitter(std::string_view line) : line_(line) {}

  Result<std::vector<Word>> split() {
    std::vector<Word> words;
    for (skip_spaces(); !at_end() && line_[at_] != '#'; skip_spaces()) {
      auto word = line_[at_] == '"' ? quoted_word() : bare_word();
      if (!word) return word.error();
      words.push_back(std::move(*word));
    }
    return words;
  }

 private:
  bool at_end() const { return at_ == line_.size(); }
  int column() const { return static_cast<int>(at_) + 1; }

  void skip_spaces() {
    while (!at_end() && is_space(line_[at_])) ++at_;
  }

  Result<Word> quoted_word() {
    Word word{{}, true, column()};
    for (++at_; !at_end() && line_[at_] != '"'; ++at_) {
      if (line_[at_] != '\\') {
        word.text += line_[at_];
      } else if (auto status = escape(word.text); !status) {
        return status.error();
      }
    }
    if (at_end()) return at_column(word.column, "quoted string is not closed");
    ++at_;
    if (!at_end() && !is_space(line_[at_]) && line_[at_] != '#') {
      return at_column(column(), "a space must follow a quoted string");
    }
    return word;
  }

  /// From the backslash to the escaped character.
  Status escape(std::string& text) {
    const char escaped = at_ + 1 < line_.size() ? line_[at_ + 1] : '\0';
    if (escaped != '"' && escaped != '\\' && escaped != 'n') {
      return at_column(column(), "only \\\", \\\\ and \\n are escapes");
    }
    ++at_;
    text += escaped == 'n' ? '\n' : escaped;
    return {};
  }

  Result<Word> bare_word() {
    Word word{{}, false, column()};
    for (; !at_end() && !is_space(line_[at_]); ++at_) {
      if (line_[at_] == '"') return at_column(column(), "a quote inside a word");
      // A journal has it in quotes. UTF-16 has one behind, or before, every letter of ours.
      if (line_[at_] == '\0') {
        return at_column(column(), "this is no UTF-8 text: it has a byte 0");
      }
      // Not the start of a comment: `c#4` must not silently become `c`.
      if (line_[at_] == '#') {
        return at_column(column(), "'#' inside a word: quote the word, or put a space before '#'");
      }
      word.text += line_[at_];
    }
    return word;
  }

  std::string_view line_;
  std::size_t at_ = 0;
};

}  // namespace

Error at_column(int column, const std::string& reason) {
  return Error{"column " + std::to_string(column) + ": " + reason};
}

Result<std::vector<Word>> split_words(std::string_view line) { return Splitter(line).split(); }

Result<osc::Arg> to_arg(const Word& word, bool is_text) {
  if (word.quoted || is_text) return osc::Arg{word.text};
  auto arg = osc::arg_from_word(word.text);
  if (!arg) return at_column(word.column, arg.reason());
  return arg;
}

}  // namespace chronus::score
