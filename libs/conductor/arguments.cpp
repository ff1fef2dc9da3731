// SPDX-License-Identifier: MIT
#include "conductor/arguments.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace chronus::conductor {
namespace {

Error bad(std::size_t index, const char* what, const std::string& wanted) {
  return Error{std::string(what) + " (argument " + std::to_string(index + 1) + ") must be " +
               wanted};
}

bool is_int(const osc::Arg& arg) {
  return std::holds_alternative<std::int32_t>(arg) || std::holds_alternative<std::int64_t>(arg);
}

}  // namespace

Result<std::string> Arguments::text(std::size_t index, const char* what) const {
  if (index < args_.size()) {
    if (const auto* string = osc::as_string(args_[index])) {
      understand(index, *string);
      return *string;
    }
  }
  return bad(index, what, "a string");
}

Result<double> Arguments::number(std::size_t index, const char* what) const {
  if (index < args_.size()) {
    const auto value = osc::as_number(args_[index]);
    if (value && std::isfinite(*value)) {
      if (!is_int(args_[index])) understand(index, *value);
      return *value;
    }
  }
  return bad(index, what, "a number");
}

Result<int> Arguments::integer(std::size_t index, const char* what, int low, int high) const {
  if (index < args_.size()) {
    const auto value = osc::as_integer(args_[index]);
    if (value && *value >= low && *value <= high) {
      understand(index, static_cast<std::int32_t>(*value));
      return static_cast<int>(*value);
    }
  }
  return bad(index, what,
             "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
}

std::string Arguments::words_from(std::size_t index) const {
  std::string words;
  for (; index < args_.size(); ++index) {
    if (!words.empty()) words += ' ';
    const auto* string = osc::as_string(args_[index]);
    words += string != nullptr ? *string : osc::to_text(args_[index]);
  }
  return words;
}

void Arguments::understand(std::size_t index, osc::Arg arg) const {
  if (understood_ != nullptr && index < understood_->size()) {
    (*understood_)[index] = std::move(arg);
  }
}

void Arguments::understand_from(std::size_t index, std::vector<std::string> texts) const {
  if (understood_ == nullptr) return;
  understood_->resize(std::min(index, understood_->size()));
  for (auto& text : texts) understood_->emplace_back(std::move(text));
}

}  // namespace chronus::conductor
