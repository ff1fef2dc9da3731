// SPDX-License-Identifier: MIT
#include "conductor/parameter_value.hpp"

#include <algorithm>
#include <string>

namespace chronus::conductor {

Result<double> parameter_value(const Arguments& args, const catalog::ParameterInfo& info) {
  auto number =
      args.number(0, "value", static_cast<double>(info.minimum), static_cast<double>(info.maximum));
  if (number || info.choices.empty()) return number;
  if (const auto name = args.text(0, "value")) {
    const auto found = std::find(info.choices.begin(), info.choices.end(), *name);
    if (found != info.choices.end()) return static_cast<double>(found - info.choices.begin());
  }
  std::string wanted = "value (argument 1) must be a number or one of";
  for (const auto choice : info.choices) wanted += " " + std::string(choice);
  return Error{wanted};
}

}  // namespace chronus::conductor
