// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <string_view>

namespace chronus::command_line {

/// Of all programs: an option, a value, a variable or a file that cannot be understood.
inline constexpr int kMisuse = 2;

/// CLI11's own checks do not read like sentences; these say `'7' is not a whole number from 8000 to
/// 192000`, and CLI11 puts the option's name in front.
CLI::Validator between(int low, int high);
CLI::Validator between(double low, double high);

/// `true` and `false`, as a file or a variable says it to a flag.
CLI::Validator yes_or_no();

/// `on` and `off`, which an option takes as its value; what yes_or_no() takes means the same.
CLI::Validator on_or_off();

/// What those words say; anything that is none of them is false.
bool is_true(std::string_view text);

/// Bytes, with k, M, G or T for powers of 1024 (`KiB`, `mb` and so on too): made a number of bytes.
CLI::Validator byte_size();

/// Makes of a path that begins with `~/` one below HOME, as a shell does on a command line but
/// nobody in a file or a variable; refused where HOME is not set.
CLI::Validator from_home();

std::string none_of(const std::string& value, const std::string& names);

/// One of these names, which it turns into what they stand for.
template <class Enum>
CLI::Validator one_of(const std::map<std::string, Enum>& meanings) {
  std::string names;
  for (const auto& [name, meaning] : meanings) names += (names.empty() ? "" : ", ") + name;
  const auto check = [meanings, names](std::string& value) -> std::string {
    const auto found = meanings.find(value);
    if (found == meanings.end()) return none_of(value, names);
    value = std::to_string(static_cast<int>(found->second));
    return {};
  };
  return CLI::Validator(check, "{" + names + "}");
}

}  // namespace chronus::command_line
