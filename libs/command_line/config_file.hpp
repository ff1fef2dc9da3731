// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <istream>
#include <map>
#include <string>
#include <vector>

namespace chronus::command_line {

/// The TOML file of `--config`, which gives way to the environment: CLI11 reads the file first, and
/// the environment only for what is still missing. `_` may stand for `-` in its keys. Errors name
/// file and key.
class ConfigFile : public CLI::ConfigTOML {
 public:
  /// `app` has a --config, and outlives this. Call it when all its options are declared.
  static void use_in(CLI::App& app);

  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  friend std::string name_source(const CLI::App& app, int argc, char** argv,
                                 const std::string& message);

  explicit ConfigFile(const CLI::App& app) : app_(app) {}
  std::string path() const;
  void check(const CLI::ConfigItem& item, const std::string& name) const;

  const CLI::App& app_;
  mutable std::map<std::string, std::string> keys_;  // by the option's name, as they are written
};

/// Whether the command line has `--name` or `--name=…`.
bool is_given(int argc, char** argv, const std::string& name);

/// An error that begins with `--rate: ` for a person who never wrote `--rate`: it begins with the
/// variable, or the file and its key, that the value came from.
std::string name_source(const CLI::App& app, int argc, char** argv, const std::string& message);

}  // namespace chronus::command_line
