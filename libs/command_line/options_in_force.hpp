// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <string>

namespace chronus::command_line {

/// What was said of each option, as it was said, and by whom: for --check-config. Begin it when all
/// options are declared, before the app parses.
class OptionsInForce {
 public:
  struct Said {
    std::string value;
    std::string by;  ///< `--rate`, `CHRONUS_SAMPLE_RATE`, `chronus.toml:3`, `default`
  };

  explicit OptionsInForce(CLI::App& app);

  /// What holds for `flag` in truth, where that is found out behind its option. An empty `by`
  /// leaves who said it.
  void correct(const std::string& flag, const std::string& value, const std::string& by = "");

  /// A file of `key = value  # by whom`, which may be taken as one. Behind the parsing.
  std::string text(int argc, char** argv) const;

 private:
  const CLI::App& app_;
  // By flag. Filled while the options' checks run, which are copied with what they hold.
  std::shared_ptr<std::map<std::string, std::string>> given_;
  std::map<std::string, Said> corrected_;
};

}  // namespace chronus::command_line
