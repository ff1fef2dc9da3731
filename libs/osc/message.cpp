// SPDX-License-Identifier: MIT
#include "osc/message.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace chronus::osc {

namespace {

double from_shortest_decimal(float value) {
  std::array<char, 64> text;
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value);
  double result = value;
  std::from_chars(text.data(), written.ptr, result);
  return result;
}

struct AsNumber {
  std::optional<double> operator()(std::int32_t value) const { return value; }
  std::optional<double> operator()(std::int64_t value) const { return static_cast<double>(value); }
  std::optional<double> operator()(float value) const {
    if (!std::isfinite(value)) return std::nullopt;
    return from_shortest_decimal(value);
  }
  std::optional<double> operator()(double value) const {
    if (!std::isfinite(value)) return std::nullopt;
    return value;
  }
  std::optional<double> operator()(bool value) const { return value ? 1.0 : 0.0; }
  template <class Other>
  std::optional<double> operator()(const Other&) const {
    return std::nullopt;
  }
};

}  // namespace

std::optional<double> as_number(const Arg& arg) { return std::visit(AsNumber{}, arg); }

std::optional<std::int64_t> as_integer(const Arg& arg) {
  // Not by way of double: it does not hold every int64.
  if (const auto* whole = std::get_if<std::int64_t>(&arg)) return *whole;
  const auto number = as_number(arg);
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (!number || *number < -kTwoTo63 || *number >= kTwoTo63) return std::nullopt;
  if (std::trunc(*number) != *number) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

const std::string* as_string(const Arg& arg) { return std::get_if<std::string>(&arg); }

bool is_answer_address(std::string_view address) {
  return address == "/done" || address == "/fail" || address == "/synced" || address == "/event" ||
         address == "/clamped" || address == "/notify/key" || address.ends_with(".reply");
}

std::size_t longest_text(const Message& message) {
  std::size_t longest = 0;
  for (const auto& arg : message.args) {
    if (const auto* text = std::get_if<std::string>(&arg))
      longest = std::max(longest, text->size());
    if (const auto* blob = std::get_if<Blob>(&arg)) longest = std::max(longest, blob->bytes.size());
  }
  return longest;
}

namespace {
constexpr std::size_t kAllocated = 24;  // what the allocator adds to a piece, about
}  // namespace

std::size_t bytes_held(const Message& message) {
  std::size_t bytes = sizeof message + message.address.size() + message.args.size() * sizeof(Arg);
  for (const auto& arg : message.args) {
    if (const auto* text = std::get_if<std::string>(&arg)) bytes += text->size();
    if (const auto* blob = std::get_if<Blob>(&arg)) bytes += blob->bytes.size();
  }
  return bytes + 2 * kAllocated;
}

std::size_t bytes_held(const Bundle& bundle) {
  std::size_t bytes = 4 * sizeof bundle + kAllocated;  // with what a queue adds
  for (const auto& message : bundle.messages) bytes += bytes_held(message);
  return bytes;
}

}  // namespace chronus::osc
