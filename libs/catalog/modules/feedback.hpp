// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Feedback {
  enum Param { kLevel };

  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 1> kParams{linear_row("level", -1.0F, 1.0F, 1.0F)};

  static constexpr ModuleInfo kInfo{.name = "feedback",
                                    .summary = "lets a cycle pass, 16 frames later",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kManyVoices,
                                    .breaks_cycles = true,
                                    .state_bytes = 64};
};

}  // namespace chronus::catalog
