// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chronus::command_line {

enum class OptionKind {
  kFlag,      ///< true or false
  kOnOff,     ///< "on" or "off"; true and false mean the same
  kWhole,     ///< a whole number
  kNumber,    ///< a number
  kSize,      ///< bytes: a whole number, or text such as "64M"
  kText,      ///< text, one of some words too
  kTextList,  ///< any number of texts
};

/// An option that a file may set, as all say it: one list for flags, variables, keys, the example
/// file and what is checked of the documents.
struct OptionRow {
  const CLI::Option* option = nullptr;
  OptionKind kind = OptionKind::kText;
  std::string flag;       ///< `--kill-after`
  std::string key;        ///< `kill_after`
  std::string variable;   ///< `CHRONUS_KILL_AFTER`
  std::string summary;    ///< as --help says it
  std::string range;      ///< `2 to 10000`, `{hot, off, warm}`, or empty
  std::string by_itself;  ///< the default, as TOML writes it
};

/// Of an app whose options are all declared, in the order in which they are. Those that are not
/// offered (--help, what only the environment has) are not in it.
std::vector<OptionRow> option_rows(const CLI::App& app);

OptionKind kind_of(const CLI::Option& option);

/// `text`, a value as flags take it, as TOML writes a value of that kind.
std::string toml_value(OptionKind kind, const std::string& text);

/// Every option that has no variable gets one: `--kill-after` is `PREFIX` + `KILL_AFTER`. A flag's
/// is `true` or `false`, `1` or `0`, `yes` or `no`, `on` or `off`; anything else is refused.
void name_variables(CLI::App& app, std::string_view prefix);

/// `CHRONUS_LAED: no option has this variable; did you mean CHRONUS_LEAD?` of each variable of
/// `environment` (environ(7)) that begins with `prefix`, is none of the app's, and is near to one.
/// Others may be somebody else's.
std::vector<std::string> misspelt_variables(const CLI::App& app, std::string_view prefix,
                                            const char* const* environment);

/// A file that says nothing and shows all: every key in a comment, set to what holds without it.
std::string example_file(const CLI::App& app, std::string_view heading);

}  // namespace chronus::command_line
