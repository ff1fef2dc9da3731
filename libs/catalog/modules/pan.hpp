// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Pan {
  enum Param { kPan };

  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 2> kOutputs{"left", "right"};
  static constexpr std::array<ParameterInfo, 1> kParams{linear_row("pan", -1.0F, 1.0F, 0.0F)};
  static constexpr std::array<std::string_view, 4> kExample{
      "/patch/create pan1 pan", "/patch/connect env1 pan1", "/patch/connect pan1 output",
      "/mod/pan1/pan -0.5"};

  static constexpr ModuleInfo kInfo{.name = "pan",
                                    .summary = "a place between left and right at constant power",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 4,
                                    .example = kExample};
};

}  // namespace chronus::catalog
