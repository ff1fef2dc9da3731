// SPDX-License-Identifier: MIT
#include "command_line/config_file.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string_view>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "command_line/checks.hpp"

namespace chronus::command_line {

namespace {

bool is_set_by_environment(const CLI::Option& option) {
  if (option.get_envname().empty()) return false;
  const char* value = std::getenv(option.get_envname().c_str());
  return value != nullptr && *value != '\0';
}

}  // namespace

void ConfigFile::use_in(CLI::App& app) {
  app.config_formatter(std::shared_ptr<ConfigFile>(new ConfigFile(app)));
}

std::string ConfigFile::path() const { return app_.get_config_ptr()->as<std::string>(); }

void ConfigFile::check(const CLI::ConfigItem& item, const std::string& name) const {
  if (item.name == "++" || item.name == "--") {
    throw CLI::ConfigError(path() + ": sections are not known here: [" + item.parents.front() +
                           "]");
  }
  const auto* option = item.parents.empty() ? app_.get_option_no_throw("--" + name) : nullptr;
  if (option == nullptr || !option->get_configurable()) {
    Nearest nearest(name);
    for (const auto* known : app_.get_options()) {
      const bool is_offered = known->get_configurable() && !known->get_group().empty();
      if (is_offered && !known->get_lnames().empty()) nearest.consider(known->get_lnames().front());
    }
    throw CLI::ConfigError(path() + ": no option '" + item.fullname() + "'" + nearest.question());
  }
  const bool is_flag = option->get_expected_min() == 0;
  const std::string value = item.inputs.size() == 1 ? item.inputs.front() : "";
  if (const auto reason = is_flag ? yes_or_no()(value) : ""; !reason.empty()) {
    throw CLI::ConfigError(path() + ": " + item.name + ": " + reason);
  }
}

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& input) const {
  std::stringstream text;
  LineReader lines(input);
  for (std::string line; lines.next(&line);) text << line << '\n';
  std::vector<CLI::ConfigItem> kept;
  for (auto& item : CLI::ConfigTOML::from_config(text)) {
    std::string name = item.name;
    std::replace(name.begin(), name.end(), '_', '-');
    check(item, name);
    keys_[name] = item.name;
    if (is_set_by_environment(*app_.get_option("--" + name))) continue;
    item.name = name;
    kept.push_back(std::move(item));
  }
  return kept;
}

bool is_given(int argc, char** argv, const std::string& name) {
  return std::any_of(argv + std::min(argc, 1), argv + argc, [&](std::string_view word) {
    return word == name || word.starts_with(name + "=");
  });
}

std::string name_source(const CLI::App& app, int argc, char** argv, const std::string& message) {
  const auto file = std::dynamic_pointer_cast<ConfigFile>(app.get_config_formatter());
  for (const auto* option : app.get_options()) {
    if (option->get_lnames().empty()) continue;
    const std::string& name = option->get_lnames().front();
    const std::string flag = "--" + name;
    if (!message.starts_with(flag + ": ") || is_given(argc, argv, flag)) continue;
    const std::string reason = message.substr(flag.size());
    if (is_set_by_environment(*option)) return option->get_envname() + reason;
    if (file == nullptr || !file->keys_.contains(name)) return message;
    return file->path() + ": " + file->keys_.at(name) + reason;
  }
  return message;
}

}  // namespace chronus::command_line
