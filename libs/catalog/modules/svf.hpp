// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Svf {
  enum Param { kFreq, kQ };
  enum Output { kLow, kBand, kHigh, kNotch };

  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 4> kOutputs{"low", "band", "high", "notch"};
  static constexpr std::array<ParameterInfo, 2> kParams{cutoff_row(1000.0F),
                                                        ParameterInfo{.name = "q",
                                                                      .unit = "",
                                                                      .minimum = 0.1F,
                                                                      .maximum = 40.0F,
                                                                      .initial = 0.707F,
                                                                      .curve = Curve::kExponential,
                                                                      .aliases = kResonanceNames}};

  static constexpr ModuleInfo kInfo{.name = "svf",
                                    .summary = "state-variable filter, four responses at once",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 68};
};

}  // namespace chronus::catalog
