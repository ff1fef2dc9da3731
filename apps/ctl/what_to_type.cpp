// SPDX-License-Identifier: MIT
#include "what_to_type.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "verbs.hpp"

namespace chronus::ctl {

namespace {

using Lines = std::vector<std::string>;

/// What the vocabulary has under another name.
std::string_view known_as(std::string_view word) { return word == "tempo" ? "bpm" : word; }

/// Without what it says to those who got it wrong.
std::string short_usage(const vocabulary::MessageInfo& message) {
  const auto all = vocabulary::usage(message);
  return all.substr(0, all.find(" ("));
}

template <class Add>
Lines lines_of(const vocabulary::Vocabulary& vocabulary, Add add) {
  Lines lines;
  for (const auto& section : vocabulary.sections()) {
    for (const auto& message : section.messages) {
      if (!message.in_journals_only) add(message, Address(message.address), &lines);
    }
  }
  return lines;
}

Lines of_root(const vocabulary::Vocabulary& vocabulary, std::string_view root) {
  return lines_of(vocabulary, [&](const auto& message, const Address& address, Lines* lines) {
    if (address.root() == root) lines->push_back("chronusctl send " + short_usage(message));
  });
}

Lines of_verb(const vocabulary::Vocabulary& vocabulary, std::string_view verb) {
  const auto groups = verb_groups(vocabulary);
  return lines_of(vocabulary, [&](const auto&, const Address& address, Lines* lines) {
    const bool is_verb = address.name() == verb && !address.has_rest() &&
                         std::find(groups.begin(), groups.end(), address.root()) != groups.end();
    if (!is_verb) return;
    lines->push_back("chronusctl " + std::string(address.root()) + " " + std::string(verb));
  });
}

/// `a, b or c`
std::string one_of(const Lines& lines) {
  std::string all;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) all += i + 1 == lines.size() ? " or " : ", ";
    all += lines[i];
  }
  return all;
}

}  // namespace

std::string what_to_type(const vocabulary::Vocabulary& vocabulary, const std::string& word) {
  if (word.starts_with('/')) return "chronusctl send " + word;
  const auto roots = of_root(vocabulary, word);
  return one_of(roots.empty() ? of_verb(vocabulary, known_as(word)) : roots);
}

}  // namespace chronus::ctl
