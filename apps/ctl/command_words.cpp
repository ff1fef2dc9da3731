// SPDX-License-Identifier: MIT
#include "command_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/nearest.hpp"

namespace chronus::ctl {

namespace {

const CLI::Option* option_of(const CLI::App& app, const std::string& name) {
  if (const auto* own = app.get_option_no_throw(name)) return own;
  for (const auto* command : app.get_subcommands([](const auto*) { return true; })) {
    if (const auto* found = command->get_option_no_throw(name)) return found;
  }
  return nullptr;
}

/// How many words an option takes up, 0 where the word is none.
std::ptrdiff_t option_words(const CLI::App& app, const std::string& word) {
  if (!word.starts_with('-')) return 0;
  const auto equals = word.find('=');
  const auto* option = option_of(app, word.substr(0, equals));
  if (option == nullptr) return 0;
  return equals == std::string::npos && option->get_items_expected_max() > 0 ? 2 : 1;
}

/// The first word from `from` on that is no option.
Words::iterator skip_options(const CLI::App& app, Words& words, Words::iterator from) {
  while (from != words.end()) {
    const auto count = std::min(option_words(app, *from), words.end() - from);
    if (count == 0) break;
    from += count;
  }
  return from;
}

}  // namespace

Words::iterator command_in(const CLI::App& app, Words& words) {
  return skip_options(app, words, words.begin());
}

Words take_arguments(const CLI::App& app, Words& words, Words::iterator command) {
  if (command == words.end() || *command != "send") return {};
  auto address = skip_options(app, words, command + 1);
  if (address != words.end() && *address == "--") address = words.erase(address);
  if (address == words.end()) return {};
  Words arguments(address + 1, words.end());
  words.erase(address + 1, words.end());
  // To CLI11 it could be an option.
  if (*address == "-") words.insert(address, "--");
  return arguments;
}

std::optional<std::string> unknown_command(const CLI::App& app, const std::string& word) {
  if (word.starts_with('-')) return std::nullopt;  // an option that there is not
  Words names;
  for (const auto* command : app.get_subcommands([](const auto*) { return true; })) {
    if (command->get_name() == word) return std::nullopt;
    if (!command->get_group().empty()) names.push_back(command->get_name());
  }
  Nearest nearest(word);
  for (const auto& name : names) nearest.consider(name);
  const auto question = nearest.question();
  if (!question.empty()) return fmt::format("no command '{}'{}", word, question);
  return fmt::format("no command '{}': use one of {}", word, fmt::join(names, ", "));
}

}  // namespace chronus::ctl
