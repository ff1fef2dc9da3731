// SPDX-License-Identifier: MIT
#include "command_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/nearest.hpp"
#include "what_to_type.hpp"

namespace chronus::ctl {

namespace {

using Apps = std::vector<const CLI::App*>;

/// The app and all of its commands, or the one of that name.
Apps apps_of(const CLI::App& app, const std::string& name = "") {
  Apps all{&app};
  for (const auto* command : app.get_subcommands([](const auto*) { return true; })) {
    if (name.empty() || command->get_name() == name) all.push_back(command);
  }
  return all;
}

/// How many words an option of one of them takes up, 0 where the word is none.
std::ptrdiff_t option_words(const Apps& apps, const std::string& word) {
  if (!word.starts_with('-')) return 0;
  const auto equals = word.find('=');
  for (const auto* app : apps) {
    const auto* option = app->get_option_no_throw(word.substr(0, equals));
    if (option == nullptr) continue;
    return equals == std::string::npos && option->get_items_expected_max() > 0 ? 2 : 1;
  }
  return 0;
}

/// The first word from `from` on that is no option.
Words::iterator skip_options(const Apps& apps, Words& words, Words::iterator from) {
  while (from != words.end()) {
    const auto count = std::min(option_words(apps, *from), words.end() - from);
    if (count == 0) break;
    from += count;
  }
  return from;
}

/// All but options, up to a `--`, which goes too, and everything behind it.
Words take_but_options(const Apps& apps, Words& words, Words::iterator from) {
  Words taken;
  while ((from = skip_options(apps, words, from)) != words.end()) {
    if (*from == "--") {
      taken.insert(taken.end(), from + 1, words.end());
      words.erase(from, words.end());
      break;
    }
    taken.push_back(std::move(*from));
    from = words.erase(from);
  }
  return taken;
}

}  // namespace

Words::iterator command_in(const CLI::App& app, Words& words) {
  return skip_options(apps_of(app), words, words.begin());
}

void understand_help(const CLI::App& app, Words& words) {
  const auto help = command_in(app, words);
  if (help == words.end() || *help != "help") return;
  words.erase(help);
  const auto command = command_in(app, words);
  words.insert(command == words.end() ? command : command + 1, "--help");
}

Words take_arguments(const CLI::App& app, Words& words, Words::iterator command) {
  if (command == words.end()) return {};
  if (*command == "render") {
    Words arguments(command + 1, words.end());
    words.erase(command + 1, words.end());
    return arguments;
  }
  const auto apps = apps_of(app, *command);
  if (apps.size() > 1 && apps[1]->get_prefix_command()) {
    return take_but_options(apps, words, command + 1);
  }
  if (*command != "send") return {};
  auto address = skip_options(apps, words, command + 1);
  if (address != words.end() && *address == "--") address = words.erase(address);
  if (address == words.end()) return {};
  Words arguments(address + 1, words.end());
  words.erase(address + 1, words.end());
  // To CLI11 it could be an option.
  if (*address == "-") words.insert(address, "--");
  return arguments;
}

std::optional<std::string> unknown_command(const CLI::App& app,
                                           const vocabulary::Vocabulary& vocabulary,
                                           const std::string& word) {
  if (word.starts_with('-')) return std::nullopt;  // an option that there is not
  Words names;
  for (const auto* command : app.get_subcommands([](const auto*) { return true; })) {
    if (command->get_name() == word) return std::nullopt;
    if (!command->get_group().empty()) names.push_back(command->get_name());
  }
  const auto typed = what_to_type(vocabulary, word);
  if (!typed.empty()) return fmt::format("no command '{}': {}", word, typed);
  Nearest nearest(word);
  for (const auto& name : names) nearest.consider(name);
  const auto question = nearest.question();
  if (!question.empty()) return fmt::format("no command '{}'{}", word, question);
  return fmt::format("no command '{}': use one of {}", word, fmt::join(names, ", "));
}

}  // namespace chronus::ctl
