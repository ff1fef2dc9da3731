// SPDX-License-Identifier: MIT
#include "command_line/checks.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <optional>
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

/// The factor of `k`, `MiB` and so on.
std::optional<std::uint64_t> factor_of(std::string_view unit) {
  std::string small(unit);
  for (char& c : small) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  constexpr std::string_view kPrefixes = "kmgt";
  const auto power = small.empty() ? std::string_view::npos : kPrefixes.find(small.front());
  std::uint64_t factor = 1;
  if (power != std::string_view::npos) {
    factor <<= 10 * (power + 1);
    small.erase(0, 1);
    if (small.starts_with('i')) small.erase(0, 1);
  }
  return small.empty() || small == "b" ? std::optional(factor) : std::nullopt;
}

}  // namespace

bool is_true(std::string_view text) {
  return text == "true" || text == "1" || text == "yes" || text == "on";
}

CLI::Validator byte_size() {
  const auto check = [](std::string& text) -> std::string {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    const char* const unit = std::find_if(stop, end, [](char c) { return c != ' '; });
    const auto factor = factor_of({unit, static_cast<std::size_t>(end - unit)});
    if (error != std::errc{} || !factor ||
        number > std::numeric_limits<std::uint64_t>::max() / *factor) {
      return "'" + text + "' is no size in bytes: 500000, 64M or 2G";
    }
    text = std::to_string(number * *factor);
    return {};
  };
  return CLI::Validator(check, "bytes, or with k, M, G, T");
}

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

CLI::Validator from_home() {
  const auto check = [](std::string& text) -> std::string {
    if (!text.starts_with("~/")) return {};
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home == '\0') return "'" + text + "': HOME is not set";
    text = home + text.substr(1);
    return {};
  };
  return CLI::Validator(check, "");
}

std::string none_of(const std::string& value, const std::string& names) {
  return "'" + value + "' is none of " + names;
}

}  // namespace chronus::command_line
