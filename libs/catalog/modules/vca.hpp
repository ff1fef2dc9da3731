// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Vca {
  enum Param { kGain, kResponse };

  static constexpr std::array<std::string_view, 2> kResponses{"linear", "exponential"};
  static constexpr std::array<std::string_view, 2> kInputs{"in", "cv"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 2> kParams{linear_row("gain", 0.0F, 4.0F, 0.0F),
                                                        choice_row("response", kResponses)};
  static constexpr std::array<std::string_view, 4> kExample{
      "/patch/create vca1 vca", "/patch/connect osc1 vca1.in", "/patch/connect env1.env vca1.cv",
      "/patch/connect vca1 output"};

  static constexpr ModuleInfo kInfo{
      .name = "vca",
      .summary = "amplifier that a signal controls: in times gain + cv, never below 0",
      .inputs = kInputs,
      .outputs = kOutputs,
      .params = kParams,
      .most_voices = kManyVoices,
      .state_bytes = 12,
      .example = kExample};
};

}  // namespace chronus::catalog
