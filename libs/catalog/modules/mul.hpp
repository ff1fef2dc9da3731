// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Mul {
  enum Param { kFactor };

  static constexpr std::array<std::string_view, 2> kInputs{"a", "b"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 1> kParams{
      linear_row("factor", -2000.0F, 2000.0F, 1.0F)};
  static constexpr std::array<std::string_view, 4> kExample{
      "/patch/create depth1 mul", "/patch/connect lfo1 depth1.a",
      "/patch/connect env1.env depth1.b", "/patch/connect depth1 filt1.freq 800"};

  static constexpr ModuleInfo kInfo{.name = "mul",
                                    .summary = "the product of two signals and a factor",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kManyVoices,
                                    .state_bytes = 4,
                                    .example = kExample};
};

}  // namespace chronus::catalog
