// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Drill {
  enum Param { kMode, kFault, kAfter };

  static constexpr std::array<std::string_view, 6> kFaults{"none", "crash", "hang",
                                                           "nan",  "loud",  "call"};

  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 3> kParams{choice_row("mode", kFaults),
                                                        choice_row("fault", kFaults),
                                                        ParameterInfo{.name = "after",
                                                                      .unit = "s",
                                                                      .minimum = 0.0F,
                                                                      .maximum = 10.0F,
                                                                      .initial = 0.0F,
                                                                      .smoothing_ms = 0.0F}};

  static constexpr ModuleInfo kInfo{.name = "drill",
                                    .summary = "fails on demand, to practise failures",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .has_gate = true,
                                    .drill_only = true,
                                    .state_bytes = 32};
};

}  // namespace chronus::catalog
