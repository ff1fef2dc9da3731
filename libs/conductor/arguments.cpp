// SPDX-License-Identifier: MIT
#include "conductor/arguments.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "base/rounding.hpp"
#include "conductor/coercion.hpp"

namespace chronus::conductor {
namespace {

Error bad(std::size_t index, std::string_view what, const std::string& reason) {
  return Error{std::string(what) + " (argument " + std::to_string(index + 1) + ") " + reason};
}

/// What stands where there is no argument: nothing takes it.
const osc::Arg kMissing = osc::Nil{};

const osc::Arg& at(const std::vector<osc::Arg>& args, std::size_t index) {
  return index < args.size() ? args[index] : kMissing;
}

}  // namespace

Result<std::string> Arguments::text(std::size_t index, std::string_view what) const {
  auto text = text_of(at(args_, index));
  if (!text) return bad(index, what, text.reason());
  understand(index, *text);
  return text;
}

Result<double> Arguments::number(std::size_t index, std::string_view what) const {
  const auto number = number_of(at(args_, index));
  if (!number) return bad(index, what, number.reason());
  understand(index, *number);
  return *osc::as_number(*number);
}

Result<double> Arguments::number(std::size_t index, std::string_view what, double low,
                                 double high) const {
  const auto number = this->number(index, what);
  if (!number) return number;
  const double settled = within_rounding(*number, low, high);
  if (settled != *number) understand(index, settled);
  return settled;
}

Result<std::int64_t> Arguments::whole(std::size_t index, std::string_view what, std::int64_t low,
                                      std::int64_t high) const {
  const auto whole = whole_of(at(args_, index), low, high);
  if (!whole) return bad(index, what, whole.reason());
  understand(index, *whole);
  return whole;
}

Result<int> Arguments::integer(std::size_t index, std::string_view what, int low, int high) const {
  const auto whole = this->whole(index, what, low, high);
  if (!whole) return whole.error();
  return static_cast<int>(*whole);
}

const vocabulary::Argument& Arguments::wanted_at(std::size_t index) const {
  CHRONUS_CHECK(wanted_ != nullptr && wanted_->arguments.size() > 0);
  return *wanted_->arguments.at(index);
}

Result<std::string> Arguments::text(std::size_t index) const {
  return text(index, wanted_at(index).name);
}

Result<double> Arguments::number(std::size_t index) const {
  const auto& wanted = wanted_at(index);
  return number(index, wanted.name, wanted.low, wanted.high);
}

Result<int> Arguments::integer(std::size_t index) const {
  const auto& wanted = wanted_at(index);
  return integer(index, wanted.name, static_cast<int>(wanted.low), static_cast<int>(wanted.high));
}

Result<std::string> Arguments::words_from(std::size_t index) const {
  std::string words;
  for (; index < args_.size(); ++index) {
    const auto value = value_of(args_[index]);
    if (!value) return bad(index, "value", value.reason());
    if (!words.empty()) words += ' ';
    const auto* string = osc::as_string(*value);
    words += string != nullptr ? *string : osc::to_text(*value);
  }
  return words;
}

void Arguments::understand(std::size_t index, osc::Arg arg) const {
  if (understood_ != nullptr && index < understood_->size()) {
    (*understood_)[index] = std::move(arg);
  }
}

void Arguments::understand_as(std::vector<osc::Arg> args) const {
  if (understood_ != nullptr) *understood_ = std::move(args);
}

void Arguments::understand_from(std::size_t index, std::vector<std::string> texts) const {
  if (understood_ == nullptr) return;
  understood_->resize(std::min(index, understood_->size()));
  for (auto& text : texts) understood_->emplace_back(std::move(text));
}

}  // namespace chronus::conductor
