// SPDX-License-Identifier: MIT
#include "score/score_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string>

#include "osc/text.hpp"

namespace chronus::score {

namespace {

// The most digits with which fraction × 2 × kMaxRate stays below 2^63.
constexpr std::size_t kFractionDigits = 13;
constexpr std::int64_t kFractionScale = 10'000'000'000'000;
static_assert(kFractionScale <= std::numeric_limits<std::int64_t>::max() / (2 * kMaxRate) - 1);

Error out_of_range(std::string_view text) {
  return Error{"time " + std::string(text) + " is out of range"};
}

/// Digits only, no sign; none is 0.
Result<std::int64_t> whole_number(std::string_view digits, std::string_view text) {
  std::int64_t value = 0;
  if (digits.empty()) return value;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || value > kMaxFrame) return out_of_range(text);
  return value;
}

/// `digits.digits`, either side may be empty.
Result<Frame> frame_of_decimal(std::string_view decimal, int rate, std::string_view text) {
  const std::size_t point = std::min(decimal.find('.'), decimal.size());
  const auto whole = whole_number(decimal.substr(0, point), text);
  if (!whole) return whole;
  if (*whole > kMaxFrame / rate - 1) return out_of_range(text);

  std::string digits(decimal.substr(std::min(point + 1, decimal.size())));
  digits.resize(kFractionDigits, '0');
  const auto fraction = whole_number(digits, text);
  if (!fraction) return fraction;
  return *whole * rate + (*fraction * 2 * rate + kFractionScale) / (2 * kFractionScale);
}

/// 1e-3 as 0.001: the shortest decimal of the double that the text names.
Result<std::string> without_exponent(std::string_view text) {
  double value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{} ||
      value > static_cast<double>(kMaxFrame)) {
    return out_of_range(text);
  }
  std::array<char, 400> fixed;
  const auto written =
      std::to_chars(fixed.data(), fixed.data() + fixed.size(), value, std::chars_format::fixed);
  return std::string(fixed.data(), written.ptr);
}

}  // namespace

Result<Frame> parse_time(std::string_view text, int rate) {
  const bool in_frames = text.ends_with('f');
  const std::string_view number = text.substr(0, text.size() - (in_frames ? 1 : 0));
  if (!osc::is_number(number) || number.starts_with('+')) {
    return Error{fmt::format("'{}' is not a time: seconds (1.5) or frames (72000f)", text)};
  }
  if (number.starts_with('-')) return Error{"time " + std::string(text) + " is negative"};
  if (in_frames) {
    if (number.find_first_not_of("0123456789") != std::string_view::npos) {
      return Error{fmt::format("'{}' is not a whole number of frames", text)};
    }
    return whole_number(number, text);
  }
  if (number.find_first_of("eE") == std::string_view::npos) {
    return frame_of_decimal(number, rate, text);
  }
  const auto decimal = without_exponent(number);
  if (!decimal) return decimal.error();
  return frame_of_decimal(*decimal, rate, text);
}

}  // namespace chronus::score
