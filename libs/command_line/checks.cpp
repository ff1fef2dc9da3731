// SPDX-License-Identifier: MIT
#include "command_line/checks.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
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

bool is_truth_value(std::string_view text) {
  constexpr std::string_view kWords[] = {"true", "false", "1", "0", "yes", "no", "on", "off"};
  return std::find(std::begin(kWords), std::end(kWords), text) != std::end(kWords);
}

}  // namespace

CLI::Validator between(int low, int high) { return number_between(low, high, "a whole number"); }

CLI::Validator between(double low, double high) { return number_between(low, high, "a number"); }

CLI::Validator yes_or_no() {
  const auto check = [](std::string& text) {
    return is_truth_value(text) ? "" : "'" + text + "' is neither true nor false";
  };
  return CLI::Validator(check, "");
}

CLI::Validator on_or_off() {
  const auto check = [](std::string& text) {
    return is_truth_value(text) ? "" : "'" + text + "' is neither on nor off";
  };
  return CLI::Validator(check, "{off, on}");
}

std::string none_of(const std::string& value, const std::string& names) {
  return "'" + value + "' is none of " + names;
}

}  // namespace chronus::command_line
