// SPDX-License-Identifier: MIT
#include "table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace chronus::ctl {

namespace {

constexpr std::size_t kMostColumns = 100;
/// Of a name that has its meaning beside it.
constexpr std::size_t kMostOfName = 30;
constexpr std::size_t kIndent = 2;

/// Of UTF-8, each of whose characters takes one here.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

/// The words of a text behind `line`, in as many lines as it takes; all but the
/// first are indented.
std::string fill(std::string line, std::size_t indent, std::string_view text) {
  std::string all;
  bool has_word = false;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (has_word && columns(line) + 1 + columns(word) > kMostColumns) {
      all += line + "\n";
      line.assign(indent, ' ');
      has_word = false;
    }
    (line += has_word ? " " : "") += word;
    has_word = true;
  }
  return all + line + "\n";
}

}  // namespace

std::string table(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string result;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += fmt::format("{:<{}}  ", row[i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    result += line + "\n";
  }
  return result;
}

std::string glossary(const std::vector<Entry>& entries) {
  constexpr std::size_t kIndentOfRest = 6;
  std::size_t widest = 0;
  for (const auto& entry : entries) {
    const auto width = columns(entry.name);
    if (width <= kMostOfName) widest = std::max(widest, width);
  }
  const std::size_t column = kIndent + widest + 2;
  std::string all;
  for (const auto& entry : entries) {
    const bool is_beside = columns(entry.name) <= kMostOfName && !entry.meaning.empty();
    std::string before(column, ' ');
    if (is_beside) {
      before = fmt::format("{:{}}{:<{}}", "", kIndent, entry.name, column - kIndent);
    } else {
      all += fill(std::string(kIndent, ' '), kIndentOfRest, entry.name);
    }
    if (!entry.meaning.empty()) all += fill(std::move(before), column, entry.meaning);
  }
  return all;
}

}  // namespace chronus::ctl
