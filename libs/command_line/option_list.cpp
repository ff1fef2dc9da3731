// SPDX-License-Identifier: MIT
#include "command_line/option_list.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/nearest.hpp"
#include "command_line/checks.hpp"
#include "command_line/toml_file.hpp"

namespace chronus::command_line {
namespace {

constexpr std::size_t kColumns = 100;

bool is_offered(const CLI::Option& option) {
  return option.get_configurable() && !option.get_group().empty() && !option.get_lnames().empty();
}

std::string replaced(std::string text, char from, char to) {
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

/// Behind the type: what the checks say of themselves.
std::string range_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto colon = type.find(':');
  return colon == std::string::npos ? "" : type.substr(colon + 1);
}

/// Lines of `# …` as wide as the file.
std::string comment(std::string_view text) {
  std::string out;
  std::string line = "#";
  const auto add = [&](std::string_view word) {
    if (line.size() + 1 + word.size() > kColumns) {
      out += line + "\n";
      line = "#";
    }
    line += " " + std::string(word);
  };
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) add(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + line + "\n";
}

}  // namespace

OptionKind kind_of(const CLI::Option& option) {
  if (option.get_expected_max() == 0) return OptionKind::kFlag;
  const std::string type = option.get_type_name();
  const std::string name = type.substr(0, type.find(':'));
  if (name == "INT") return OptionKind::kWhole;
  if (name == "FLOAT") return OptionKind::kNumber;
  if (name == "UINT") return OptionKind::kSize;
  if (name == "BOOLEAN") return OptionKind::kOnOff;
  return option.get_expected_max() > 1 ? OptionKind::kTextList : OptionKind::kText;
}

std::string toml_value(OptionKind kind, const std::string& text) {
  switch (kind) {
    case OptionKind::kFlag:
      return is_true(text) ? "true" : "false";
    case OptionKind::kTextList:
      return text.empty() ? "[]" : "[" + toml_text(text) + "]";
    case OptionKind::kWhole:
    case OptionKind::kNumber:
      return text;
    case OptionKind::kSize:
      return text.find_first_not_of("0123456789") == std::string::npos ? text : toml_text(text);
    case OptionKind::kOnOff:
      return toml_text(is_true(text) ? "on" : "off");
    case OptionKind::kText:
      break;
  }
  return toml_text(text);
}

std::vector<OptionRow> option_rows(const CLI::App& app) {
  std::vector<OptionRow> rows;
  for (const auto* option : app.get_options()) {
    if (!is_offered(*option)) continue;
    OptionRow row;
    row.option = option;
    row.kind = kind_of(*option);
    row.flag = "--" + option->get_lnames().front();
    row.key = replaced(option->get_lnames().front(), '-', '_');
    row.variable = option->get_envname();
    row.summary = option->get_description();
    row.range = range_of(*option);
    row.by_itself = toml_value(row.kind, option->get_default_str());
    rows.push_back(std::move(row));
  }
  return rows;
}

void name_variables(CLI::App& app, std::string_view prefix) {
  for (auto* option : app.get_options([](const CLI::Option* o) { return is_offered(*o); })) {
    if (option->get_envname().empty()) {
      std::string name = replaced(option->get_lnames().front(), '-', '_');
      for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      option->envname(std::string(prefix) + name);
    }
    if (kind_of(*option) == OptionKind::kFlag) option->check(yes_or_no());
  }
}

std::vector<std::string> misspelt_variables(const CLI::App& app, std::string_view prefix,
                                            const char* const* environment) {
  std::set<std::string> known;
  for (const auto* option : app.get_options()) known.insert(option->get_envname());
  std::vector<std::string> lines;
  for (; *environment != nullptr; ++environment) {
    const std::string_view entry(*environment);
    const std::string name(entry.substr(0, entry.find('=')));
    if (!name.starts_with(prefix) || known.contains(name)) continue;
    // Without what all of them have: it would make any two words alike.
    Nearest nearest(std::string_view(name).substr(prefix.size()));
    for (const auto& variable : known) {
      if (variable.starts_with(prefix)) nearest.consider(variable.substr(prefix.size()));
    }
    const auto found = nearest.found();
    if (found.empty()) continue;
    lines.push_back(name + ": no option has this variable; did you mean " + std::string(prefix) +
                    found.front() + "?");
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string example_file(const CLI::App& app, std::string_view heading) {
  std::string out(heading);
  for (const auto& row : option_rows(app)) {
    out += "\n" + comment(row.summary + (row.range.empty() ? "" : "; " + row.range));
    out += "#" + row.key + " = " + row.by_itself + "\n";
  }
  return out;
}

}  // namespace chronus::command_line
