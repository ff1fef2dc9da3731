// SPDX-License-Identifier: MIT
#include "conductor/classic.hpp"

namespace chronus::conductor {

double units_of_message(bool is_classic, const catalog::ModuleInfo& type,
                        const catalog::ParameterInfo& info) {
  constexpr double kMillisecondsPerSecond = 1'000.0;
  const bool is_classic_time = is_classic && type.name == "adsr" && info.unit == "s";
  return is_classic_time ? kMillisecondsPerSecond : 1.0;
}

}  // namespace chronus::conductor
