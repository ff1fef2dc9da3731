// SPDX-License-Identifier: MIT
#include "command_line/config_file.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/nearest.hpp"
#include "command_line/checks.hpp"
#include "command_line/option_list.hpp"

namespace chronus::command_line {

namespace {

/// What never ends, a device, is soon refused.
constexpr std::size_t kMostBytes = std::size_t{1} << 20U;

bool is_set_by_environment(const CLI::Option& option) {
  if (option.get_envname().empty()) return false;
  const char* value = std::getenv(option.get_envname().c_str());
  return value != nullptr && *value != '\0';
}

/// Why a value of that type is none for the option; empty where it may be one. What a text or a
/// number says is up to the option's checks.
std::string wrong_type(OptionKind kind, const TomlValue& value) {
  using Kind = TomlValue::Kind;
  if (value.kind == Kind::kMoment) return "a date, a time, a list or a table is no value here";
  const bool is_text = value.kind == Kind::kText;
  const bool is_number = value.kind == Kind::kWhole || value.kind == Kind::kNumber;
  switch (kind) {
    case OptionKind::kFlag:
    case OptionKind::kOnOff:
      return {};  // their own check says it, of any word
    case OptionKind::kWhole:
    case OptionKind::kNumber:
      if (is_number) return {};
      return is_text ? "'" + value.text + "' is text; a number stands without quotes"
                     : "'" + value.text + "' is no number";
    case OptionKind::kSize:
      return is_text || value.kind == Kind::kWhole ? "" : "'" + value.text + "' is no size";
    case OptionKind::kText:
    case OptionKind::kTextList:
      break;
  }
  return is_text ? "" : "'" + value.text + "' is no text; that stands in quotes";
}

/// What the option's own checks say of it.
std::string refusal(const CLI::Option& given, std::string text) {
  // They are asked as they are when an app parses; CLI11 has no other way to them.
  auto& option = const_cast<CLI::Option&>(given);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  for (int i = 0;; ++i) {
    CLI::Validator* check = nullptr;
    try {
      check = option.get_validator(i);
    } catch (const CLI::OptionNotFound&) {
      return {};
    }
    if (check->get_name() == kNotAsked) continue;
    try {
      if (auto reason = (*check)(text); !reason.empty()) return reason;
    } catch (const CLI::ValidationError& error) {
      return error.what();
    }
  }
}

}  // namespace

void ConfigFile::use_in(CLI::App& app, std::string_view prefix) {
  name_variables(app, prefix);
  app.config_formatter(std::shared_ptr<ConfigFile>(new ConfigFile(app)));
}

std::string ConfigFile::path() const { return app_.get_config_ptr()->as<std::string>(); }

std::string ConfigFile::at(const TomlPlace& place) const {
  return path() + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": ";
}

std::string ConfigFile::unknown(const TomlEntry& entry, const std::string& name) const {
  Nearest nearest(name);
  for (const auto& row : option_rows(app_)) nearest.consider(row.option->get_lnames().front());
  std::string question = nearest.question();
  std::replace(question.begin(), question.end(), '-', '_');
  return at(entry.key_at) + "no option '" + entry.key + "'" + question;
}

std::string ConfigFile::check(const TomlEntry& entry, const std::string& name) const {
  if (entry.is_section) {
    return at(entry.key_at) + "sections are not known here: [" + entry.key + "]";
  }
  const auto* option = app_.get_option_no_throw("--" + name);
  if (option == nullptr || !option->get_configurable()) return unknown(entry, name);
  const OptionKind kind = kind_of(*option);
  if (entry.is_list && kind != OptionKind::kTextList) {
    return at(entry.value_at) + entry.key + ": it takes one value, and no list";
  }
  std::string wrong;  // each folder of a list that is missing, say
  for (const auto& value : entry.values) {
    std::string reason = wrong_type(kind, value);
    if (reason.empty()) {
      // An empty text is as if nobody had said anything.
      const bool is_nothing = kind == OptionKind::kText && value.text.empty();
      reason = is_nothing ? "" : refusal(*option, value.text);
    }
    if (reason.empty()) continue;
    wrong += (wrong.empty() ? "" : "\n") + at(entry.value_at) + entry.key + ": " + reason;
  }
  return wrong;
}

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& input) const {
  std::string text(kMostBytes + 1, '\0');
  input.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(input.gcount()));
  if (text.size() > kMostBytes) {
    throw CLI::ConfigError(path() + ": is larger than a file of options may be, 1 MiB");
  }
  const auto read = read_toml(text);
  if (const auto* error = std::get_if<TomlError>(&read)) {
    throw CLI::ConfigError(at(error->at) + error->reason);
  }
  written_.clear();
  std::vector<CLI::ConfigItem> kept;
  std::string wrong;
  const auto refuse = [&](const std::string& line) { wrong += (wrong.empty() ? "" : "\n") + line; };
  for (const auto& entry : *std::get_if<std::vector<TomlEntry>>(&read)) {
    std::string name = entry.key;
    std::replace(name.begin(), name.end(), '_', '-');
    if (const auto reason = check(entry, name); !reason.empty()) {
      refuse(reason);
      continue;
    }
    const auto [known, is_new] = written_.try_emplace(name, Written{entry.key, entry.value_at});
    if (!is_new) {
      refuse(at(entry.key_at) + entry.key + ": the same as " + known->second.key + " in line " +
             std::to_string(known->second.value_at.line));
      continue;
    }
    CLI::ConfigItem item;
    item.name = name;
    for (const auto& value : entry.values) item.inputs.push_back(value.text);
    const bool is_nothing = item.inputs.empty() || item.inputs.front().empty();
    if (is_nothing || is_set_by_environment(*app_.get_option("--" + name))) continue;
    kept.push_back(std::move(item));
  }
  if (!wrong.empty()) throw CLI::ConfigError(wrong);
  return kept;
}

bool is_given(int argc, char** argv, const std::string& name) {
  return std::any_of(argv + std::min(argc, 1), argv + argc, [&](std::string_view word) {
    return word == name || word.starts_with(name + "=");
  });
}

std::string source_of(const CLI::App& app, int argc, char** argv, const CLI::Option& option) {
  const std::string& name = option.get_lnames().front();
  if (is_given(argc, argv, "--" + name)) return "--" + name;
  for (const auto& letter : option.get_snames()) {
    if (is_given(argc, argv, "-" + letter)) return "-" + letter;
  }
  if (is_set_by_environment(option)) return option.get_envname();
  const auto file = std::dynamic_pointer_cast<ConfigFile>(app.get_config_formatter());
  if (file == nullptr || !file->written_.contains(name)) return "default";
  return file->path() + ":" + std::to_string(file->written_.at(name).value_at.line);
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
    if (file == nullptr || !file->written_.contains(name)) return message;
    const auto& written = file->written_.at(name);
    return file->at(written.value_at) + written.key + reason;
  }
  return message;
}

}  // namespace chronus::command_line
