// SPDX-License-Identifier: MIT
#pragma once

#include "base/result.hpp"
#include "catalog/module_info.hpp"
#include "conductor/arguments.hpp"

namespace chronus::conductor {

/// What a message's first argument sets a parameter to: a number, which may lie outside its range,
/// or the name of a choice (`highpass`). The Error names the choices where there are any.
Result<double> parameter_value(const Arguments& args, const catalog::ParameterInfo& info);

}  // namespace chronus::conductor
