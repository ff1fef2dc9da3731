// SPDX-License-Identifier: MIT
#include "conductor/parameter_value.hpp"

#include <algorithm>
#include <string>

#include "base/nearest.hpp"

namespace chronus::conductor {
namespace {

/// In the message's units.
Result<double> number_or_choice(const Arguments& args, const catalog::ParameterInfo& info,
                                double units, std::size_t index, std::string_view what) {
  auto number = args.number(index, what, static_cast<double>(info.minimum) * units,
                            static_cast<double>(info.maximum) * units);
  if (number || info.choices.empty()) return number;
  const auto name = args.text(index, what);
  if (name) {
    const auto found = std::find(info.choices.begin(), info.choices.end(), *name);
    if (found != info.choices.end()) return static_cast<double>(found - info.choices.begin());
  }
  Nearest nearest(name ? std::string_view(*name) : std::string_view());
  std::string wanted = std::string(what) + " (argument " + std::to_string(index + 1) +
                       ") must be a number or one of";
  for (const auto choice : info.choices) {
    nearest.consider(choice);
    wanted += " " + std::string(choice);
  }
  return Error{wanted + nearest.question()};
}

}  // namespace

float within_range(const catalog::ParameterInfo& info, double value) {
  return std::clamp(static_cast<float>(value), info.minimum, info.maximum);
}

Result<ParameterValue> parameter_value(const Arguments& args, const catalog::ParameterInfo& info,
                                       double units, std::size_t index, std::string_view what) {
  const auto number = number_or_choice(args, info, units, index, what);
  if (!number) return number.error();
  const double wanted = *number / units;
  const float used = within_range(info, wanted);
  return ParameterValue{wanted, used, units};
}

}  // namespace chronus::conductor
