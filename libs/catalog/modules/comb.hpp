// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Comb {
  enum Param { kFreq, kFeedback, kDamp, kMix };

  static constexpr float kLowest_hz = 20.0F;

  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 4> kParams{ParameterInfo{.name = "freq",
                                                                      .unit = "Hz",
                                                                      .minimum = kLowest_hz,
                                                                      .maximum = 5000.0F,
                                                                      .initial = 220.0F,
                                                                      .curve = Curve::kExponential,
                                                                      .lane_jumps = true,
                                                                      .aliases = kFrequencyNames},
                                                        linear_row("feedback", -0.98F, 0.98F, 0.9F),
                                                        ParameterInfo{.name = "damp",
                                                                      .unit = "Hz",
                                                                      .minimum = 200.0F,
                                                                      .maximum = 20000.0F,
                                                                      .initial = 8000.0F,
                                                                      .curve = Curve::kExponential},
                                                        linear_row("mix", 0.0F, 1.0F, 1.0F)};

  static constexpr ModuleInfo kInfo{.name = "comb",
                                    .summary = "a delay so short that it rings at a pitch",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .state_bytes = 56,
                                    .line_ms = 51};
};

}  // namespace chronus::catalog
