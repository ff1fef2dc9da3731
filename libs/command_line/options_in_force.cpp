// SPDX-License-Identifier: MIT
#include "command_line/options_in_force.hpp"

#include <algorithm>

#include "command_line/config_file.hpp"
#include "command_line/option_list.hpp"

namespace chronus::command_line {

OptionsInForce::OptionsInForce(CLI::App& app)
    : app_(app), given_(std::make_shared<std::map<std::string, std::string>>()) {
  for (const auto& row : option_rows(app)) {
    // First of the option's checks, since some make something else of a value.
    const auto note = [given = given_, flag = row.flag](std::string value) {
      given->emplace(flag, value);
      return value;
    };
    app.get_option(row.flag)->transform(note, "", kNotAsked);
  }
}

void OptionsInForce::correct(const std::string& flag, const std::string& value,
                             const std::string& by) {
  corrected_[flag] = {value, by};
}

std::string OptionsInForce::text(int argc, char** argv) const {
  std::vector<std::pair<std::string, std::string>> lines;
  std::size_t width = 0;
  for (const auto& row : option_rows(app_)) {
    Said said{row.by_itself, source_of(app_, argc, argv, *row.option)};
    if (const auto given = given_->find(row.flag); given != given_->end()) {
      said.value = toml_value(row.kind, given->second);
    }
    if (const auto found = corrected_.find(row.flag); found != corrected_.end()) {
      said.value = toml_value(row.kind, found->second.value);
      if (!found->second.by.empty()) said.by = found->second.by;
    }
    lines.emplace_back(row.key + " = " + said.value, said.by);
    width = std::max(width, lines.back().first.size());
  }
  std::string out;
  for (const auto& [setting, by] : lines) {
    out += setting + std::string(width - setting.size() + 2, ' ') + "# " + by + "\n";
  }
  return out;
}

}  // namespace chronus::command_line
