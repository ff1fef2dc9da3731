// SPDX-License-Identifier: MIT
#include "words.hpp"

#include <algorithm>
#include <iterator>
#include <span>

#include "score/words.hpp"

namespace chronus::ctl {

namespace {

osc::Arg arg_of(const score::Word& word, bool is_text) {
  const auto arg = score::to_arg(word, is_text);
  return arg ? *arg : osc::Arg{word.text};
}

osc::Message typed(const vocabulary::Vocabulary& vocabulary, const std::string& address,
                   std::span<const score::Word> words) {
  osc::Message message{address, {}};
  const std::size_t texts = vocabulary::texts_first(vocabulary, message.address);
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

osc::Message message_of(const vocabulary::Vocabulary& vocabulary, const std::string& address,
                        const std::vector<std::string>& words) {
  std::vector<score::Word> unquoted;
  std::transform(words.begin(), words.end(), std::back_inserter(unquoted), shell_word);
  return typed(vocabulary, address, unquoted);
}

Result<std::optional<osc::Message>> message_of_line(const vocabulary::Vocabulary& vocabulary,
                                                    std::string_view line) {
  const auto words = score::split_words(line);
  if (!words) return words.error();
  if (words->empty()) return std::optional<osc::Message>{};
  const std::string& address = words->front().text;
  if (!address.starts_with('/')) {
    return Error{"'" + address + "' is no address: lines are like '/seq/start kick'"};
  }
  return std::optional{typed(vocabulary, address, std::span(*words).subspan(1))};
}

}  // namespace chronus::ctl
