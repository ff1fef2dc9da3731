// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.hpp"
#include "catalog/module_info.hpp"
#include "conductor/arguments.hpp"

namespace chronus::conductor {

/// The value, or the bound of the parameter's range that it lies beyond: what the engine makes of
/// it too.
float within_range(const catalog::ParameterInfo& info, double value);

/// What a message wants a parameter to be, and what it becomes.
struct ParameterValue {
  double wanted = 0.0;  ///< in the parameter's unit; may lie outside its range
  float used = 0.0F;    ///< within it
  double units = 1.0;   ///< of the message's that make one of the parameter's (classic.hpp)

  bool is_clamped() const { return used != static_cast<float>(wanted); }
  // As the message's sender counts.
  double wanted_by_sender() const { return wanted * units; }
  double used_for_sender() const { return static_cast<double>(used) * units; }
};

/// What a message's argument, the first unless told, sets a parameter to: a number, or the name of
/// a choice (`highpass`). The Error names the choices where there are any, and calls the argument
/// `what`.
Result<ParameterValue> parameter_value(const Arguments& args, const catalog::ParameterInfo& info,
                                       double units, std::size_t index = 0,
                                       std::string_view what = "value");

}  // namespace chronus::conductor
