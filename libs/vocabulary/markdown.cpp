// SPDX-License-Identifier: MIT
#include "vocabulary/vocabulary.hpp"

namespace chronus::vocabulary {
namespace {

/// In a table a bar is escaped, also within code.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string number(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

/// `bpm 1 to 999 BPM, steps 1 to 256`: what has a range that its name does not show.
std::string ranges(const MessageInfo& message) {
  std::string text;
  for (const auto& argument : message.arguments) {
    const bool is_offset = argument.name == "offset";
    if (is_offset || argument.words.find('|') != std::string_view::npos || argument.high >= 1e9 ||
        argument.low <= -1e6)
      continue;
    if (!text.empty()) text += ", ";
    text += "`" + std::string(argument.words.empty() ? argument.name : argument.words) + "` " +
            number(argument.low) + " to " + number(argument.high);
    if (!argument.unit.empty() && argument.unit != argument.name) {
      text += " " + std::string(argument.unit);
    }
  }
  return text;
}

std::string meaning(const MessageInfo& message) {
  std::string text(message.summary);
  for (const auto& more : {ranges(message), std::string(message.details)}) {
    if (!more.empty()) text += ". " + more;
  }
  if (message.asks_with != kNoQuestion) {
    text += message.asks_with == 0 ? ". Without a value it asks" : ". Without its values it asks";
  }
  return text;
}

}  // namespace

std::string markdown_table(const Vocabulary& vocabulary, std::string_view title) {
  std::string table = "| message | meaning |\n| --- | --- |\n";
  for (const auto& section : vocabulary.sections()) {
    if (section.title != title) continue;
    for (const auto& message : section.messages) {
      const auto form = usage(message);
      const auto hint = form.find(" (");  // a hint for refusals
      table += "| `" + escaped(form.substr(0, hint)) + "` | " + escaped(meaning(message)) + " |\n";
    }
  }
  return table;
}

}  // namespace chronus::vocabulary
