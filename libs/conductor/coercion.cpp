// SPDX-License-Identifier: MIT
#include "conductor/coercion.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "base/rounding.hpp"
#include "osc/text.hpp"

namespace chronus::conductor {
namespace {

/// Below it every whole number is a float of this type, and the next one is not.
template <std::floating_point T>
constexpr double kWholeLimit = static_cast<double>(std::int64_t{1}
                                                   << std::numeric_limits<T>::digits);

/// Numbers of so many digits each have a float of their own (but for very small ones): of a float
/// that needs more to be told from its neighbours nobody knows how it was written.
template <std::floating_point T>
constexpr std::ptrdiff_t kSureDigits = std::numeric_limits<T>::digits10 + (sizeof(T) == 4 ? 1 : 0);

/// The shortest decimal that reads back as the value; with std::chars_format::fixed never with an
/// exponent.
template <std::floating_point T, class... Format>
std::string shortest(T value, Format... format) {
  std::array<char, 512> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, format...).ptr;
  return {text.data(), end};
}

std::ptrdiff_t significant_digits(std::string_view decimal) {
  const auto first =
      std::find_if(decimal.begin(), decimal.end(), [](char c) { return c >= '1' && c <= '9'; });
  return std::count_if(first, decimal.end(), [](char c) { return c != '.'; });
}

Error of_several(const std::string& decimal, const char* instead) {
  return Error{"came as a float that stands for several numbers, one of them " + decimal +
               ": send " + instead};
}

/// Whether the float stands for other whole numbers too.
template <std::floating_point T>
bool is_one_of_several(T value) {
  return std::abs(static_cast<double>(value)) >= kWholeLimit<T>;
}

template <std::floating_point T>
Result<std::string> text_of_float(T value) {
  if (!std::isfinite(value)) return Error{"must be a string or a finite number"};
  const bool whole = std::trunc(value) == value;
  // Zero has no sign.
  const std::string decimal = shortest(whole ? value + T{0} : value, std::chars_format::fixed);
  if (whole ? is_one_of_several(value) : significant_digits(decimal) > kSureDigits<T>) {
    return of_several(shortest(value), "a string");
  }
  return decimal;
}

/// The number that an argument is or, as a string, reads wholly as: an int, or a finite float.
std::optional<osc::Arg> numeric(const osc::Arg& arg) {
  if (const auto* string = osc::as_string(arg)) {
    if (!osc::is_number(*string)) return std::nullopt;
    auto number = osc::arg_from_word(*string);
    if (!number) return std::nullopt;
    return std::move(*number);
  }
  if (const auto* flag = std::get_if<bool>(&arg)) return osc::Arg{std::int32_t{*flag}};
  if (!osc::as_number(arg)) return std::nullopt;
  return arg;
}

std::optional<std::int64_t> to_whole(const osc::Arg& number) {
  if (const auto whole = osc::as_integer(number)) return whole;
  const double value = *osc::as_number(number);
  if (std::abs(value - std::round(value)) > kRounding) return std::nullopt;
  return osc::as_integer(osc::Arg{std::round(value)});
}

bool is_whole_of_several(const osc::Arg& number) {
  if (const auto* value = std::get_if<float>(&number)) return is_one_of_several(*value);
  if (const auto* value = std::get_if<double>(&number)) return is_one_of_several(*value);
  return false;
}

}  // namespace

Result<std::string> text_of(const osc::Arg& arg) {
  if (const auto* string = osc::as_string(arg)) return *string;
  if (const auto* value = std::get_if<std::int32_t>(&arg)) return std::to_string(*value);
  if (const auto* value = std::get_if<std::int64_t>(&arg)) return std::to_string(*value);
  if (const auto* value = std::get_if<float>(&arg)) return text_of_float(*value);
  if (const auto* value = std::get_if<double>(&arg)) return text_of_float(*value);
  return Error{"must be a string or a number"};
}

Result<osc::Arg> number_of(const osc::Arg& arg) {
  const auto number = numeric(arg);
  if (!number) return Error{"must be a number"};
  const bool is_float = std::holds_alternative<float>(*number);
  return is_float ? osc::Arg{*osc::as_number(*number)} : *number;
}

Result<std::int64_t> whole_of(const osc::Arg& arg, std::int64_t low, std::int64_t high) {
  const auto number = numeric(arg);
  const auto whole = number ? to_whole(*number) : std::nullopt;
  if (!whole || *whole < low || *whole > high) {
    return Error{"must be a whole number from " + std::to_string(low) + " to " +
                 std::to_string(high)};
  }
  if (is_whole_of_several(*number)) return of_several(std::to_string(*whole), "an int");
  return *whole;
}

Result<osc::Arg> value_of(const osc::Arg& arg) {
  if (osc::as_string(arg) != nullptr) return arg;
  if (auto number = number_of(arg)) return number;
  return Error{"must be a number or a word"};
}

}  // namespace chronus::conductor
