// SPDX-License-Identifier: MIT
#include "score/words.hpp"

#include <limits>

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

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

struct TextRow {
  std::string_view address;  ///< or the beginning of addresses, where it ends in '/'
  std::size_t count;         ///< of arguments, from the first on, that are text
};

/// What the server wants as text, the first row that fits. Values of steps are text or numbers to
/// it alike.
constexpr TextRow kText[] = {
    {"/seq/pattern", kAll},
    {"/seq/chain", kAll},
    {"/seq/assign", kAll},
    {"/seq/unassign", kAll},
    {"/seq/param_lane", 2},
    {"/seq/list", 0},
    {"/seq/", 1},
    {"/patch/create", 2},
    {"/patch/connect", kAll},
    {"/patch/disconnect", kAll},
    {"/patch/delete", kAll},
    {"/module/info", 1},
    {"/record/start", kAll},
    {"/sample/", kAll},
    {"/session/", kAll},
};

}  // namespace

Error at_column(int column, const std::string& reason) {
  return Error{"column " + std::to_string(column) + ": " + reason};
}

Result<std::vector<Word>> split_words(std::string_view line) { return Splitter(line).split(); }

std::size_t text_arguments(std::string_view address) {
  // `/seq/bpm/kick 99` says the id in the address.
  const std::size_t id = address.starts_with("/seq/") ? address.find('/', 5) : address.npos;
  const auto verb = address.substr(0, id);
  for (const auto& row : kText) {
    if (row.address.ends_with('/') ? verb.starts_with(row.address) : verb == row.address) {
      const bool id_is_behind = id != address.npos && row.count > 0 && row.count != kAll;
      return id_is_behind ? row.count - 1 : row.count;
    }
  }
  return 0;
}

Result<osc::Arg> to_arg(const Word& word, bool is_text) {
  if (word.quoted || is_text) return osc::Arg{word.text};
  auto arg = osc::arg_from_word(word.text);
  if (!arg) return at_column(word.column, arg.reason());
  return arg;
}

}  // namespace chronus::score
