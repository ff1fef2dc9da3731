// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/module_info.hpp"

namespace chronus::conductor {

/// How many of a message's units make one of the parameter's: older clients speak of an envelope's
/// times in milliseconds, and those of `--classic` are taken as they mean it. Else 1.
double units_of_message(bool is_classic, const catalog::ModuleInfo& type,
                        const catalog::ParameterInfo& info);

}  // namespace chronus::conductor
