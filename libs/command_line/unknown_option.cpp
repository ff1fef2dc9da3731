// SPDX-License-Identifier: MIT
#include "command_line/unknown_option.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/nearest.hpp"

namespace chronus::command_line {

namespace {

/// `-5` is a number, and `--` ends the options.
bool looks_like_an_option(std::string_view word) {
  const auto name = word.find_first_not_of('-');
  return word.starts_with('-') && name != std::string_view::npos &&
         std::isdigit(static_cast<unsigned char>(word[name])) == 0;
}

void consider_options(const CLI::App& app, Nearest& nearest) {
  for (const auto* option : app.get_options()) {
    const bool is_offered = !option->get_group().empty();
    for (const auto& name : option->get_lnames()) {
      if (is_offered) nearest.consider("--" + name);
    }
  }
  for (const auto* command : app.get_subcommands()) consider_options(*command, nearest);
}

std::string unknown_option(const CLI::App& app, std::string_view word) {
  word = word.substr(0, word.find('='));
  // `-rate` was meant for `--rate`.
  const std::string meant = "--" + std::string(word.substr(word.find_first_not_of('-')));
  Nearest nearest(meant);
  consider_options(app, nearest);
  const std::string question = nearest.question();
  return "no option '" + std::string(word) + "'" +
         (question.empty() ? ": --help lists them" : question);
}

/// CLI11 says of a directory, too, that it may be missing.
std::string unreadable_config(const CLI::App& app) {
  const auto path = app.get_config_ptr()->as<std::string>();
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::is_directory(status)) return "--config: " + path + " is a directory";
  if (!std::filesystem::exists(status)) return "--config: no file " + path;
  return "--config: " + path + " cannot be read";
}

}  // namespace

std::string reason_of(const CLI::App& app, const CLI::ParseError& error) {
  const bool is_of_file = dynamic_cast<const CLI::FileError*>(&error) != nullptr;
  if (is_of_file && app.get_config_ptr() != nullptr) return unreadable_config(app);
  // What is required may be missing because its name was not understood.
  const bool may_be_unknown = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
                              dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  if (!may_be_unknown) return error.what();
  const auto words = app.remaining(true);
  const auto found = std::find_if(words.begin(), words.end(),
                                  [](const auto& word) { return looks_like_an_option(word); });
  return found == words.end() ? error.what() : unknown_option(app, *found);
}

}  // namespace chronus::command_line
