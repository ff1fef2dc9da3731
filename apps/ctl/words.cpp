// SPDX-License-Identifier: MIT
#include "words.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <span>

#include "osc/text.hpp"
#include "score/words.hpp"

namespace chronus::ctl {

namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

struct TextRow {
  std::string_view address;  ///< or the beginning of addresses, where it ends in '/'
  std::size_t count;         ///< of arguments, from the first on, that are text
};

/// What the server wants as text, the first row that fits. Values of steps are text or numbers to
/// it alike.
constexpr TextRow kText[] = {
    {"/seq/pattern", kAll}, {"/seq/chain", kAll}, {"/seq/assign", kAll}, {"/seq/unassign", kAll},
    {"/seq/param_lane", 2}, {"/seq/", 1},         {"/patch/create", 2},  {"/patch/", kAll},
    {"/module/", kAll},     {"/record/start", 1}, {"/sample/", kAll},    {"/session/", kAll},
};

std::size_t text_count(std::string_view address) {
  for (const auto& row : kText) {
    if (row.address.ends_with('/') ? address.starts_with(row.address) : address == row.address) {
      return row.count;
    }
  }
  return 0;
}

osc::Arg arg_of(const score::Word& word, bool is_text) {
  if (word.quoted || is_text) return word.text;
  const auto arg = osc::arg_from_word(word.text);
  return arg ? *arg : osc::Arg{word.text};
}

osc::Message typed(const std::string& address, std::span<const score::Word> words) {
  osc::Message message{address, {}};
  const std::size_t texts = text_count(address);
  for (const auto& word : words) message.args.push_back(arg_of(word, message.args.size() < texts));
  return message;
}

score::Word shell_word(const std::string& text) {
  if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) {
    const auto words = score::split_words(text);
    if (words && words->size() == 1) return words->front();
  }
  return {text, false, 1};
}

}  // namespace

osc::Message message_of(const std::string& address, const std::vector<std::string>& words) {
  std::vector<score::Word> unquoted;
  std::transform(words.begin(), words.end(), std::back_inserter(unquoted), shell_word);
  return typed(address, unquoted);
}

Result<std::optional<osc::Message>> message_of_line(std::string_view line) {
  const auto words = score::split_words(line);
  if (!words) return words.error();
  if (words->empty()) return std::optional<osc::Message>{};
  const std::string& address = words->front().text;
  if (!address.starts_with('/')) {
    return Error{"'" + address + "' is no address: lines are like '/seq/start kick'"};
  }
  return std::optional{typed(address, std::span(*words).subspan(1))};
}

}  // namespace chronus::ctl
