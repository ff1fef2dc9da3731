// SPDX-License-Identifier: MIT
#include "command_line/checks.hpp"

#include <charconv>
#include <sstream>
#include <string_view>

namespace chronus::command_line {

namespace {

/// Asks for what is inside, so that NaN is outside.
template <class T>
CLI::Validator number_between(T low, T high, const std::string& what) {
  std::ostringstream range;
  range << low << " to " << high;
  const auto check = [low, high, what, allowed = range.str()](std::string& text) -> std::string {
    std::string_view digits = text;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    T value{};
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (error == std::errc{} && stop == end && value >= low && value <= high) return {};
    return "'" + text + "' is not " + what + " from " + allowed;
  };
  return CLI::Validator(check, range.str());
}

}  // namespace

CLI::Validator between(int low, int high) { return number_between(low, high, "a whole number"); }

CLI::Validator between(double low, double high) { return number_between(low, high, "a number"); }

CLI::Validator yes_or_no() {
  const auto check = [](std::string& text) -> std::string {
    for (const char* word : {"true", "false", "1", "0", "yes", "no", "on", "off"}) {
      if (text == word) return {};
    }
    return "'" + text + "' is neither true nor false";
  };
  return CLI::Validator(check, "");
}

std::string none_of(const std::string& value, const std::string& names) {
  return "'" + value + "' is none of " + names;
}

}  // namespace chronus::command_line
