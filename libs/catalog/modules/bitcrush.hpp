// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Bitcrush {
  enum Param { kBits, kRate, kMix };

  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 3> kParams{linear_row("bits", 1.0F, 16.0F, 8.0F),
                                                        ParameterInfo{.name = "rate",
                                                                      .unit = "Hz",
                                                                      .minimum = 100.0F,
                                                                      .maximum = 200000.0F,
                                                                      .initial = 12000.0F,
                                                                      .curve = Curve::kExponential},
                                                        linear_row("mix", 0.0F, 1.0F, 1.0F)};

  static constexpr ModuleInfo kInfo{.name = "bitcrush",
                                    .summary = "fewer bits and fewer samples",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 8};
};

}  // namespace chronus::catalog
