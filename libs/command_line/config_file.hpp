// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <istream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "command_line/toml_file.hpp"

namespace chronus::command_line {

/// The name of a check that looks at what is in force, and not at what a file says.
inline constexpr const char* kNotAsked = "not asked of files";

/// The TOML file of `--config`, which gives way to the environment: CLI11 reads the file first, and
/// the environment only for what is still missing. `-` may stand for `_` in its keys. All that is
/// wrong in it is said at once, a line each: `FILE:LINE:COLUMN: key: reason`.
class ConfigFile : public CLI::ConfigTOML {
 public:
  /// `app` has a --config, and outlives this. Call it when all its options are declared; those
  /// without a variable get one, of that prefix (name_variables()).
  static void use_in(CLI::App& app, std::string_view prefix);

  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  friend std::string name_source(const CLI::App& app, int argc, char** argv,
                                 const std::string& message);
  friend std::string source_of(const CLI::App& app, int argc, char** argv,
                               const CLI::Option& option);

  struct Written {
    std::string key;  // as it is written
    TomlPlace value_at;
  };

  explicit ConfigFile(const CLI::App& app) : app_(app) {}
  std::string path() const;
  std::string at(const TomlPlace& place) const;
  std::string unknown(const TomlEntry& entry, const std::string& name) const;
  std::string check(const TomlEntry& entry, const std::string& name) const;

  const CLI::App& app_;
  mutable std::map<std::string, Written> written_;  // by the option's name
};

/// Whether the command line has `--name` or `--name=…`.
bool is_given(int argc, char** argv, const std::string& name);

/// Who says what holds for the option: its name on the command line, its variable, the file and the
/// line there, or `default`.
std::string source_of(const CLI::App& app, int argc, char** argv, const CLI::Option& option);

/// An error that begins with `--rate: ` for a person who never wrote `--rate`: it begins with the
/// variable, or the file, the place in it and its key, that the value came from.
std::string name_source(const CLI::App& app, int argc, char** argv, const std::string& message);

}  // namespace chronus::command_line
