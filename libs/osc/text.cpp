// SPDX-License-Identifier: MIT
#include "osc/text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <utility>

namespace chronus::osc {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_plus(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  return word;
}

std::size_t skip_digits(std::string_view word, std::size_t at) {
  while (at < word.size() && is_digit(word[at])) ++at;
  return at;
}

/// Of a word that is a number; nothing when T cannot hold it.
template <class T>
std::optional<T> parse(std::string_view number) {
  T value{};
  const auto end = number.data() + number.size();
  if (std::from_chars(number.data(), end, value).ec != std::errc{}) return std::nullopt;
  return value;
}

bool needs_quotes(std::string_view word) {
  if (word.empty() || is_number(word)) return true;
  for (const char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f || c == '"' || c == '#' || c == '\\') return true;
  }
  return false;
}

/// Shortest text that gives the value back; a whole one keeps a point so that it stays a double.
template <std::floating_point T>
std::string shortest(T value) {
  std::array<char, 64> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  std::string result(text.data(), end);
  if (std::isfinite(value) && result.find_first_of(".e") == std::string::npos) result += ".0";
  return result;
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result = "0x";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    result += kDigits[byte >> 4U];
    result += kDigits[byte & 0xfU];
  }
  return result;
}

struct ToText {
  std::string operator()(std::int32_t value) const { return std::to_string(value); }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(float value) const { return shortest(value); }
  std::string operator()(double value) const { return shortest(value); }
  std::string operator()(const std::string& value) const { return quoted_if_needed(value); }
  std::string operator()(const Blob& blob) const {
    return hex({reinterpret_cast<const char*>(blob.bytes.data()), blob.bytes.size()});
  }
  std::string operator()(bool value) const { return value ? "1" : "0"; }
  std::string operator()(Nil) const { return "nil"; }
  std::string operator()(Impulse) const { return "impulse"; }
  std::string operator()(TimeTag time) const {
    std::string big_endian;
    for (int shift = 56; shift >= 0; shift -= 8) {
      big_endian += static_cast<char>(time.ntp >> shift & 0xffU);
    }
    return hex(big_endian);
  }
};

}  // namespace

bool is_number(std::string_view word) {
  std::size_t at = word.starts_with('-') || word.starts_with('+') ? 1 : 0;
  const std::size_t whole = at;
  at = skip_digits(word, at);
  std::size_t digits = at - whole;
  if (at < word.size() && word[at] == '.') {
    const std::size_t fraction = at + 1;
    at = skip_digits(word, fraction);
    digits += at - fraction;
  }
  if (digits == 0) return false;
  if (at < word.size() && (word[at] == 'e' || word[at] == 'E')) {
    ++at;
    if (at < word.size() && (word[at] == '-' || word[at] == '+')) ++at;
    const std::size_t exponent = at;
    at = skip_digits(word, at);
    if (at == exponent) return false;
  }
  return at == word.size();
}

Result<Arg> arg_from_word(std::string_view word) {
  std::optional<Arg> arg;
  if (!is_number(word)) {
    arg.emplace(std::string(word));
  } else if (word.find_first_of(".eE") != std::string_view::npos) {
    if (const auto value = parse<double>(without_plus(word))) arg.emplace(*value);
  } else if (const auto value = parse<std::int64_t>(without_plus(word)); !value) {
    if (const auto large = parse<double>(without_plus(word))) arg.emplace(*large);
  } else {
    if (std::in_range<std::int32_t>(*value)) {
      arg.emplace(static_cast<std::int32_t>(*value));
    } else {
      arg.emplace(*value);
    }
  }
  if (!arg) return Error{"number " + std::string(word) + " is out of range"};
  return std::move(*arg);
}

std::string quoted_if_needed(std::string_view word) {
  if (!needs_quotes(word)) return std::string(word);
  std::string result = "\"";
  for (const char c : word) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else {
      result += c;
    }
  }
  return result += '"';
}

std::string to_text(const Arg& arg) { return std::visit(ToText{}, arg); }

}  // namespace chronus::osc
