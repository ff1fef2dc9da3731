// SPDX-License-Identifier: MIT
#include "command_line/toml_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <sstream>

#include "base/text.hpp"

namespace chronus::command_line {
namespace {

TomlPlace begin_of(const toml::source_region& source) {
  return {static_cast<int>(source.begin.line), static_cast<int>(source.begin.column)};
}

std::string decimal(double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
  return {digits.begin(), end};
}

/// What a list holds besides values (a list, a table) is given as a moment: no option takes either.
TomlValue value_of(const toml::node& node) {
  using Kind = TomlValue::Kind;
  if (const auto* truth = node.as_boolean()) return {Kind::kTruth, **truth ? "true" : "false"};
  if (const auto* whole = node.as_integer()) return {Kind::kWhole, std::to_string(**whole)};
  if (const auto* number = node.as_floating_point()) return {Kind::kNumber, decimal(**number)};
  if (const auto* text = node.as_string()) return {Kind::kText, **text};
  return {Kind::kMoment, {}};
}

TomlEntry entry_of(const toml::key& key, const toml::node& node) {
  TomlEntry entry;
  entry.key = std::string(key.str());
  entry.key_at = begin_of(key.source());
  entry.value_at = begin_of(node.source());
  entry.is_section = node.is_table() || node.is_array_of_tables();
  if (entry.is_section) return entry;
  const auto* list = node.as_array();
  entry.is_list = list != nullptr;
  if (list == nullptr) {
    entry.values.push_back(value_of(node));
  } else {
    for (const auto& item : *list) entry.values.push_back(value_of(item));
  }
  return entry;
}

bool is_before(const TomlEntry& a, const TomlEntry& b) {
  return std::pair(a.key_at.line, a.key_at.column) < std::pair(b.key_at.line, b.key_at.column);
}

/// Text without its quotes is the commonest slip, and the library speaks of what it begins like.
std::string_view hint(const toml::parse_error& error) {
  constexpr std::string_view kParsing = "Error while parsing ";
  constexpr std::string_view kBare[] = {
      "value:", "floating-point:", "boolean:", "decimal integer:", "date:", "time:"};
  std::string_view what = error.description();
  if (!what.starts_with(kParsing)) return {};
  what.remove_prefix(kParsing.size());
  const bool is_bare = std::any_of(std::begin(kBare), std::end(kBare),
                                   [&](std::string_view one) { return what.starts_with(one); });
  return is_bare ? "; text stands in double quotes, and true or false without" : "";
}

}  // namespace

std::variant<std::vector<TomlEntry>, TomlError> read_toml(std::string_view text) {
  // A NUL would end it for some and not for others.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    const auto line = std::count(text.begin(), text.begin() + static_cast<long>(nul), '\n') + 1;
    return TomlError{{static_cast<int>(line), 1}, "this is no text: it has a byte 0"};
  }
  try {
    const toml::table table = toml::parse(without_byte_order_mark(text));
    std::vector<TomlEntry> entries;
    for (const auto& [key, node] : table) entries.push_back(entry_of(key, node));
    std::sort(entries.begin(), entries.end(), is_before);
    return entries;
  } catch (const toml::parse_error& error) {
    return TomlError{begin_of(error.source()),
                     std::string(error.description()) + std::string(hint(error))};
  }
}

std::string toml_text(std::string_view text) {
  std::ostringstream out;
  const toml::value<std::string> value{std::string(text)};
  out << toml::toml_formatter(value, toml::format_flags::none);
  return out.str();
}

}  // namespace chronus::command_line
